(** L5: everyone out, after any run of calls in v2 with a token of 18 decimals, with fees, funding and liquidations. *)

From VAMM Require Export Laws.Liquidations.

#[local] Arguments Z.mul : simpl never.

Section Runs.

Context (accounts : list account) (accounts_are_different : NoDup accounts).

Inductive act : Set :=
| Opening (s : side) (amount leverage limit : Z)
| Closing (limit : Z)
| Adding (added : Z)
| Removing (removed : Z)
| Liquidating (trader : account)
| Funding.

Definition called (h : house) (sender : account) (what : act) (now : block) : outcome house :=
  match what with
  | Opening s amount leverage limit => open_position h sender s amount leverage limit now
  | Closing limit => close_position h sender limit now
  | Adding added => add_margin h sender added
  | Removing removed => remove_margin h sender removed now
  | Liquidating trader => let! (h', _) := liquidate h sender trader now in Value h'
  | Funding => pay_funding h now
  end.

Record step := Step { before : house; sender : account; what : act; now : block; afterwards : house }.

(** Made by one of the accounts that count, on reserves of a unit or more, and leaving no open notional without a size.
    A liquidation and a payment of funding leave something in the vault, so that it could pay the fund. *)
Definition ordinary (s : step) : Prop :=
  called (before s) (sender s) (what s) (now s) = Value (afterwards s) /\
  In (sender s) accounts /\ sender s <> vault /\ deep (before s) /\
  (forall a, tidy (positions (afterwards s) a)) /\
  match what s with
  | Opening _ _ leverage _ => 0 <= leverage
  | Liquidating trader => In trader accounts /\ 0 < balances (afterwards s) vault
  | Funding => 0 < balances (afterwards s) vault
  | _ => True
  end.

(** Whatever else is called in between: prices of the oracle, settings of owners. *)
Definition unmoved (h h' : house) : Prop :=
  running accounts h' /\ positions h' = positions h /\ premium h' = premium h /\ vault_net h' = vault_net h /\
  quote (amm h') = quote (amm h).

Inductive ran (h0 : house) : list step -> house -> Prop :=
| nothing_yet : ran h0 [] h0
| one_more : forall steps s, ran h0 steps (before s) -> ordinary s -> ran h0 (s :: steps) (afterwards s)
| meanwhile : forall steps h h', ran h0 steps h -> unmoved h h' -> ran h0 steps h'.

(** What a call may lose to the vault: debt that an increase or a partial liquidation leaves out, when no margin is
    left; the rest that a whole liquidation pays twice (H14). What it may win: what remained of a position that was
    liquidated in part, and whole for all that (H24). *)
Definition may_lose (s : step) (lost : Z) : Prop :=
  match what s with
  | Opening _ _ _ _ => 0 <= lost /\ (0 < lost ->
      margin (positions (afterwards s) (sender s)) = 0 /\ size (positions (afterwards s) (sender s)) <> 0)
  | Liquidating trader => exists r partial,
      liquidate (before s) (sender s) trader (now s) = Value (afterwards s, (r, partial)) /\
      if partial : bool then
        (0 < lost -> margin (positions (afterwards s) trader) = 0) /\
        (lost < 0 -> size (positions (afterwards s) trader) = 0)
      else lost = paid_twice (before s) r
  | _ => lost = 0
  end.

Notation tidy_house h := (forall a, tidy (positions h a)).

(** No funding is paid or was ever. *)
Definition without_funding (s : step) : Prop :=
  what s <> Funding /\ premium (before s) = 0 /\ (forall a, last_premium (positions (before s) a) = 0).

Lemma one_step_kept : forall s, running accounts (before s) -> tidy_house (before s) -> ordinary s ->
  running accounts (afterwards s) /\
  exists lost, may_lose s lost /\ kept accounts (without_funding s) lost (before s) (afterwards s).
Proof.
  intros [h a w t h'] Hrunning Htidy [Hcall [Hin [Hvault [Hdeep [Htidy' Hwhat]]]]].
  assert (Hfree : forall b, without_funding (Step h a w t h') -> premium h = last_premium (positions h b)).
  { intros b [_ [H1 H2]]. cbn in H1, H2. rewrite H1, H2. reflexivity. }
  assert (Hless : forall b lost, kept accounts (premium h = last_premium (positions h b)) lost h h' ->
    kept accounts (without_funding (Step h a w t h')) lost h h').
  { intros b lost [H1 H2]. split; [exact H1 | intros H3; exact (H2 (Hfree b H3))]. }
  unfold may_lose. cbn [before sender what now afterwards] in *. destruct w; cbn [called] in Hcall.
  - pose proof (L5_open_position accounts accounts_are_different h a s amount leverage limit t Hrunning (Htidy a) Hdeep
      Hin Hvault Hwhat) as K. rewrite Hcall in K. destruct K as [K1 K2]. split; [exact K1|].
    destruct (K2 (Htidy' a)) as [lost [K3 [K4 K5]]]. exists lost. split; [auto|]. exact (Hless a lost K4).
  - pose proof (L5_close_position accounts accounts_are_different h a limit t Hrunning (Htidy a) Hdeep Hin Hvault) as K.
    rewrite Hcall in K. destruct K as [K1 K2]. split; [exact K1|]. exists 0. split; [reflexivity|].
    apply (Hless a), K2, Htidy'.
  - pose proof (L5_add_margin accounts accounts_are_different h a added Hrunning Hin Hvault) as K. rewrite Hcall in K.
    destruct K as [K1 K2]. split; [exact K1|]. exists 0. split; [reflexivity | exact (Hless a 0 K2)].
  - pose proof (L5_remove_margin accounts accounts_are_different h a removed t Hrunning Hin Hvault) as K.
    rewrite Hcall in K. destruct K as [K1 K2]. split; [exact K1|]. exists 0.
    split; [reflexivity | exact (Hless a 0 K2)].
  - destruct Hwhat as [Htrader Hfull]. apply bind_value in Hcall as [[h1 [r partial]] [Hcall E]]. injection E as ->.
    pose proof (L5_liquidate accounts accounts_are_different h a trader t Hrunning (Htidy trader) Hdeep Htrader Hvault)
      as K. rewrite Hcall in K. destruct K as [K1 K2]. split; [exact K1|].
    destruct (K2 (Htidy' trader)) as [lost [[_ K3] K4]]. exists lost. split; [|exact (Hless trader lost (K3 Hfull))].
    exists r, partial. split; [exact Hcall | exact K4].
  - pose proof (L5_pay_funding accounts h t Hrunning) as K. rewrite Hcall in K.
    destruct K as [K1 [_ K2]]. split; [exact K1|]. exists 0. split; [reflexivity|].
    destruct (K2 Hwhat) as [K3 _]. split; [exact K3|]. intros [H _]. exfalso. apply H. reflexivity.
Qed.

Definition total_of (losses : list Z) : Z := fold_right Z.add 0 losses.

(** The books of a run: less than a wei a call, and exactly without funding, but for what calls may lose. *)
Theorem L5_books_of_a_run : forall h0 steps h, running accounts h0 -> tidy_house h0 -> ran h0 steps h ->
  exists losses, Forall2 may_lose steps losses /\
    Z.abs (books accounts h - books accounts h0 + total_of losses * ONE) <= Z.of_nat (List.length steps) * ONE /\
    (Forall without_funding steps -> books accounts h = books accounts h0 - total_of losses * ONE).
Proof.
  intros h0 steps h Hrunning Htidy Hran.
  enough (K : running accounts h /\ tidy_house h /\ exists losses, Forall2 may_lose steps losses /\
    Z.abs (books accounts h - books accounts h0 + total_of losses * ONE) <= Z.of_nat (List.length steps) * ONE /\
    (Forall without_funding steps -> books accounts h = books accounts h0 - total_of losses * ONE)) by apply K.
  induction Hran as [|steps s Hran IH Hordinary|steps h h' Hran IH Hunmoved].
  - split; [exact Hrunning|]. split; [exact Htidy|]. exists []. split; [constructor|].
    cbn [total_of fold_right List.length]. lia.
  - destruct IH as [Hrun [Ht [losses [Hlosses Hbooks]]]].
    destruct (one_step_kept s Hrun Ht Hordinary) as [Hrun' [lost [Hlost Hkept]]]. split; [exact Hrun'|].
    split; [apply Hordinary|]. exists (lost :: losses). split; [constructor; assumption|].
    unfold kept in Hkept. cbn [List.length total_of fold_right]. fold (total_of losses).
    rewrite Nat2Z.inj_succ. destruct Hbooks as [Hbooks Hexact], Hkept as [Hkept Hexact'].
    split; [unfold ONE in *; lia|]. intros Hfree. inversion Hfree; subst. specialize (Hexact' ltac:(assumption)).
    specialize (Hexact ltac:(assumption)). lia.
  - destruct IH as [_ [Ht [losses [Hlosses Hbooks]]]]. destruct Hunmoved as [Hrun [Hp [Hpremium [Hnet Hq]]]].
    split; [exact Hrun|]. split; [intros a; rewrite Hp; apply Ht|]. exists losses. split; [exact Hlosses|].
    replace (books accounts h') with (books accounts h); [exact Hbooks|]. unfold books. rewrite Hp, Hpremium, Hnet, Hq.
    reflexivity.
Qed.

(** Everyone out: once all sizes are 0, the vault has what the insurance fund lent it, what the quote reserve has grown
    by and the margins that are still stored, less what was lost, to a wei a call;
    exactly where there was no funding. *)
Definition due (h0 h : house) : Z :=
  prepaid h + quote (amm h) - quote (amm h0) + sum accounts (fun a => margin (positions h a)).

Theorem L5_everyone_out : forall h0 steps h, running accounts h0 -> vault_net h0 = 0 ->
  (forall a, positions h0 a = no_position) -> ran h0 steps h -> (forall a, size (positions h a) = 0) ->
  exists losses, Forall2 may_lose steps losses /\
    Z.abs (balances h vault - (due h0 h - total_of losses)) <= Z.of_nat (List.length steps) /\
    (Forall without_funding steps -> balances h vault = due h0 h - total_of losses).
Proof.
  intros h0 steps h Hrunning Hempty Hnone Hran Hout.
  destruct (L5_books_of_a_run h0 steps h Hrunning) as [losses [Hlosses [Hbooks Hexact]]];
    [intros a; rewrite Hnone; exact (proj2 no_position_is_plain) | exact Hran|].
  exists losses. split; [exact Hlosses|].
  assert (H0 : sum accounts (fun a => claim (premium h0) (positions h0 a)) = 0).
  { rewrite (sum_equal accounts _ (fun _ => 0)).
    - clear. induction accounts; [reflexivity | cbn; assumption].
    - intros a _. rewrite Hnone, claim_without_size by reflexivity. reflexivity. }
  assert (H1 : sum accounts (fun a => claim (premium h) (positions h a)) =
    sum accounts (fun a => margin (positions h a)) * ONE).
  { rewrite (sum_equal accounts _ (fun a => margin (positions h a) * ONE)) by
      (intros a _; apply claim_without_size, Hout).
    clear. induction accounts as [|a rest IH]; [reflexivity|]. cbn [sum fold_right]. unfold sum in IH. rewrite IH.
    lia. }
  unfold books, due in *. rewrite H0, H1, Hempty in Hbooks, Hexact. unfold vault_net, ONE in Hbooks, Hexact.
  split; [lia|]. intros Hfree. specialize (Hexact Hfree). lia.
Qed.

(** Calls that lose nothing: an opening that leaves a margin or no size, a partial liquidation that leaves both, a whole
    one whose fee is covered, or nothing remains. *)
Definition covered (s : step) : Prop :=
  match what s with
  | Opening _ _ _ _ =>
      margin (positions (afterwards s) (sender s)) <> 0 \/ size (positions (afterwards s) (sender s)) = 0
  | Liquidating trader => forall r partial,
      liquidate (before s) (sender s) trader (now s) = Value (afterwards s, (r, partial)) ->
      if partial : bool then
        margin (positions (afterwards s) trader) <> 0 /\ size (positions (afterwards s) trader) <> 0
      else paid_twice (before s) r = 0
  | _ => True
  end.

Lemma covered_loses_nothing : forall s lost, covered s -> may_lose s lost -> lost = 0.
Proof.
  intros [h a w t h'] lost. unfold covered, may_lose. cbn [before sender what now afterwards].
  destruct w; try (intros _ K; exact K).
  - intros Hcovered [Hlost Hnone]. destruct (Z.eq_dec lost 0); [assumption|]. specialize (Hnone ltac:(lia)). lia.
  - intros Hcovered [r [partial [Hcall Hlost]]]. specialize (Hcovered r partial Hcall).
    destruct partial; [lia | congruence].
Qed.

Theorem L5_everyone_out_where_debt_is_covered : forall h0 steps h, running accounts h0 -> vault_net h0 = 0 ->
  (forall a, positions h0 a = no_position) -> ran h0 steps h -> (forall a, size (positions h a) = 0) ->
  Forall covered steps ->
  Z.abs (balances h vault - due h0 h) <= Z.of_nat (List.length steps) /\
  (Forall without_funding steps -> balances h vault = due h0 h).
Proof.
  intros h0 steps h Hrunning Hempty Hnone Hran Hout Hcovered.
  destruct (L5_everyone_out h0 steps h Hrunning Hempty Hnone Hran Hout) as [losses [Hlosses [K1 K2]]].
  assert (Hzero : total_of losses = 0).
  { clear - Hlosses Hcovered. induction Hlosses as [|s lost steps losses Hlost Hlosses IH]; [reflexivity|].
    inversion Hcovered; subst. cbn. fold (total_of losses). rewrite IH by assumption.
    rewrite (covered_loses_nothing s lost); auto. }
  rewrite Hzero in K1, K2. split; [lia|]. intros Hfree. specialize (K2 Hfree). lia.
Qed.

End Runs.
