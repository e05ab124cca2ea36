(** L5 and L3, liquidations and funding: v2, a token of 18 decimals, reserves of a unit or more. *)

From VAMM Require Export Laws.EveryoneOut.

#[local] Arguments Z.mul : simpl never.

Section Liquidations.

Context (accounts : list account) (accounts_are_different : NoDup accounts).

(** The same, where the vault may have had less than it owed the fund: then it has more than its books say. *)
Definition kept_or_short (unfunded : Prop) (lost : Z) (h h' : house) : Prop :=
  - ONE < books accounts h' - books accounts h + lost * ONE /\
  (0 < balances h' vault -> kept accounts unfunded lost h h').
Notation unfunded h trader := (premium h = last_premium (positions h trader)).

Lemma money_like : forall h h', same_settings h h' -> only_money h h'.
Proof. intros h h' [K1 [K2 _]]. split; assumption. Qed.

(** What a partial liquidation may lose is debt, and then no margin is left; what it may gain is what remained of a
    position that its part was worth as much as (H24), and then no size is left. *)
Lemma liquidate_part_kept : forall h sender trader now, running accounts h -> tidy (positions h trader) -> deep h ->
  In trader accounts -> sender <> vault -> size (positions h trader) <> 0 ->
  post (liquidate_part h sender trader now) (fun r => let (h', r) := r in running accounts h' /\
    (tidy (positions h' trader) -> exists lost, kept_or_short (unfunded h trader) lost h h' /\
      (0 < lost -> margin (positions h' trader) = 0) /\ (lost < 0 -> size (positions h' trader) = 0))).
Proof.
  intros h sender trader now Hrunning Htidy Hdeep Hin Hsender Hsize.
  pose proof Hrunning as [[Hv Hsum] [Hd [Htoll [Hratio Hsound]]]].
  assert (Hplain : plain (positions h trader)) by (split; [apply Hsound | exact Htidy]).
  unfold liquidate_part. next fail. eapply post_bind; [apply reverse_of_a_part; eassumption|].
  intros [h1 r] [Hanswers [Hdebt [Hnone [Hbalanced [Htraded [Hout Hwhole]]]]]].
  pose proof Htraded as [_ [_ [_ Hothers]]]. pose proof Hanswers as [[_ [_ [Hd1 _]]] [Hm [Ho Hs]]]. do 2 next fail.
  match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H; unfold is_unsigned in H end.
  match goal with H : usub _ _ = Value _ |- _ => apply usub_is in H end.
  set (penalty := a0) in *. set (p := position_after r <| margin := a1 |>).
  assert (Hfee : 0 <= penalty / 2 <= penalty) by (pose proof (div_bounds penalty 2 ltac:(lia)); lia).
  assert (Hp : sound p) by (unfold sound, p; cbn; intuition lia).
  assert (Hup1 : adds_up accounts (store trader p h1)).
  { eapply stored_adds_up; [exact accounts_are_different | apply Hrunning | exact Hin | exact Htraded | reflexivity]. }
  eapply post_bind.
  { apply post_both; [apply (pay_liquidation_pays (store trader p h1)); [cbn; congruence | exact Hsender | lia | lia]
      | apply pay_liquidation_is_money]. }
  intros h2 [[y [Hy [K Hfull]]] Hmoney]. next fail. unfold post. cbv beta iota zeta.
  match goal with |- running accounts ?last /\ _ => set (h3 := last) end.
  assert (K3 : pays (- (penalty / 2 + y)) (store trader p h1) h3) by exact K.
  assert (Hup : adds_up accounts h3) by exact (money_adds_up accounts _ h2 Hup1 Hmoney).
  assert (Hclaim : claim (premium h) p = claim (premium h) (position_after r) - penalty * ONE).
  { unfold claim, worth, opened, p. cbn. replace a1 with (margin (position_after r) - penalty) by lia.
    unfold ONE. lia. }
  destruct (books_of_a_trade accounts accounts_are_different h h1 _ h3 trader r p _ penalty Hrunning Hin Hanswers
    (like_stored _ _ _) K3 Hp (stored h h1 _ _ Hothers) Hclaim Hup) as [Hrun [Hafter Hbook]].
  split; [exact Hrun|]. rewrite Hafter. intros Htidy'. specialize (Hbalanced Htidy').
  change (balances h3 vault) with (balances h2 vault) in *.
  exists (bad_debt r + to_vault r). unfold kept_or_short, kept, close_to_0 in *. rewrite (Hbook (bad_debt r)).
  split; [|split; unfold p; cbn [margin size set]].
  - change (balances h3 vault) with (balances h2 vault). unfold ONE in *. split; [lia|]. intros Hnot.
    assert (y = penalty - penalty / 2) by lia. lia.
  - intros Hlost. assert (Hzero : margin (position_after r) = 0) by (apply Hnone; lia). cbn. lia.
  - intros Hgained. destruct Hwhole as [Hwhole | ->]; [exfalso; lia | reflexivity].
Qed.

(** What the vault pays for a fee that is larger than what remains: the rest goes to the fund as well (H14). *)
Definition paid_twice (h : house) (r : result) : Z :=
  let remains := magnitude (to_vault r) in
  if remains <? exchanged_quote r * fee_ratio h / ONE / 2 then remains else 0.

Lemma liquidate_whole_kept : forall h sender trader now, running accounts h -> tidy (positions h trader) -> deep h ->
  In trader accounts -> sender <> vault ->
  post (liquidate_whole h sender trader now) (fun r => let (h', r) := r in running accounts h' /\
    kept_or_short (unfunded h trader) (paid_twice h r) h h' /\ positions h' trader = cleared now).
Proof.
  intros h sender trader now Hrunning Htidy Hdeep Hin Hsender.
  pose proof Hrunning as [[Hv Hsum] [Hd [Htoll [Hratio Hsound]]]].
  assert (Hplain : plain (positions h trader)) by (split; [apply Hsound | exact Htidy]).
  unfold liquidate_whole.
  (* The close; then, in order, what is realized as bad debt, what goes to the fund and to the liquidator. *)
  eapply post_bind; [apply post_both; [apply close_balanced; exact Hplain | apply close_trades]|].
  intros [h1 r] [[Hanswers [Herror [Hnone [Hpositions [Hout [Hdebt [Hone _]]]]]]] [Htraded [_ [_ Hx]]]].
  cbn [fst snd] in *. pose proof Hanswers as [[Hv1 [_ [Hd1 [_ [_ [_ [_ Hfee1]]]]]]] _].
  assert (Hup1 : adds_up accounts h1).
  { eapply closed_adds_up; [exact accounts_are_different | apply Hrunning | exact Hin | exact Htraded | exact Hpositions
      | exact Hx]. }
  rewrite (not_in_v1 h1) by congruence. rewrite Hfee1. next fail.
  match goal with H : dmul _ _ = Value ?product |- _ => set (q := product) in *;
    pose proof (dmul_unsigned _ _ _ H) as Hq; unfold is_unsigned in Hq;
    assert (Eq : q = exchanged_quote r * fee_ratio h / ONE) by
      (unfold dmul in H; apply bind_value in H as [u [Hu H]]; apply unsigned_or_is in Hu as [-> _]; unfold udiv in H;
       change (negb (ONE =? 0)) with true in H; injection H; congruence) end.
  assert (Hfee : 0 <= q / 2) by (apply Z.div_pos; lia).
  destruct (fee_and_rest _ _) as [debt rest] eqn:Erest. next fail. computed. cbv zeta.
  eapply post_bind with (P := fun h2 => pays (bad_debt r + debt) h1 h2 /\ only_money h1 h2 /\ in_v1 h2 = false).
  { unfold realize_total. next fail.
    - unfold post. replace (bad_debt r + debt) with 0 by lia. split; [apply pays_nothing|].
      split; [split; reflexivity|].
      apply not_in_v1. congruence.
    - next fail. replace (bad_debt r + debt) with a0 by lia.
      eapply post_weaken; [apply post_both; [apply realize_bad_debt_pays;
        congruence | apply realize_bad_debt_is_money]|].
      intros h2 [K1 K2]. split; [exact K1|]. split; [exact K2|]. destruct K2 as [_ K2]. unfold in_v1.
      rewrite K2, Hv1, Hv.
      reflexivity. }
  intros h2 [K2 [M2 V2]]. unfold fee_and_rest in Erest. unfold magnitude in Erest.
  rewrite Z.abs_neq in Erest by exact Hout.
  assert (Hrest : 0 <= rest) by (destruct (- to_vault r <? q / 2) eqn:E; injection Erest as <- <-; lia).
  eapply post_bind.
  { apply post_both; [apply (pay_liquidation_pays h2); [|exact Hsender | exact Hfee | exact Hrest]
      | apply pay_liquidation_is_money].
    destruct K2 as [[_ [_ [_ [K2 _]]]] _]. congruence. }
  intros h3 [[y [Hy [K3 Hfull]]] M3]. next fail. unfold post. cbv beta iota zeta.
  match goal with |- running accounts ?last /\ _ => set (h4 := last) end.
  assert (V3 : in_v1 h3 = false).
  { destruct K3 as [[_ [K3 _]] _]. destruct K2 as [[_ [K2 _]] _]. unfold in_v1. rewrite K3, K2, Hv1, Hv. reflexivity. }
  assert (E4 : h4 = emit (PositionChanged trader 0 (exchanged_quote r) (exchanged_size r) 0 0 (realized r) 0
    (bad_debt r)
    (margin (positions h trader)) a1 (funding r))
    (emit (PositionLiquidated trader (exchanged_quote r) (magnitude (exchanged_size r)) (q / 2) sender debt)
      (enter_restriction h3 now))).
  { unfold h4. rewrite V3. rewrite (not_in_v1 (enter_restriction h3 now)) by
      (unfold in_v1 in V3; cbn; destruct (version (amm h3)); [discriminate | reflexivity]). reflexivity. }
  clearbody h4. subst h4.
  match goal with |- running accounts ?last /\ _ => set (h4 := last) end.
  assert (K4 : pays (bad_debt r + debt + - (q / 2 + y)) h1 h4) by exact (pays_then _ _ _ _ _ K2 K3).
  assert (Hup : adds_up accounts h4) by exact (money_adds_up accounts _ h3 Hup1 (only_money_trans _ _ _ M2 M3)).
  destruct (cleared_is_plain now) as [[Hs _] [Hzero Hmargin]].
  assert (Hclaim : claim (premium h) (cleared now) = claim (premium h) (position_after r) - 0 * ONE).
  { rewrite Hnone, (claim_without_size _ (cleared now)), (claim_without_size _ no_position) by auto. rewrite Hmargin.
    reflexivity. }
  destruct (books_of_a_trade accounts accounts_are_different h h1 h1 h4 trader r (cleared now) _ 0 Hrunning Hin Hanswers
    ltac:(unfold like; intuition) K4 Hs ltac:(intros b; rewrite Hpositions; reflexivity) Hclaim Hup)
    as [Hrun [Hafter Hbook]].
  split; [exact Hrun|]. split; [|exact Hafter]. unfold kept_or_short, kept, close_to_0 in *.
  rewrite (Hbook (bad_debt r)).
  unfold paid_twice. rewrite <- Eq. unfold magnitude. rewrite Z.abs_neq by exact Hout.
  change (balances h4 vault) with (balances h3 vault). clear - Erest Hfull Hy Herror. unfold ONE in *.
  destruct (- to_vault r <? q / 2) eqn:E; injection Erest as <- <-; (split; [lia|]); intros Hnot.
  - assert (y = - to_vault r) by lia. lia.
  - assert (y = - to_vault r - q / 2) by lia. lia.
Qed.

(** A partial liquidation (whose third answer is true) or a whole one. *)
Theorem L5_liquidate : forall h sender trader now, running accounts h -> tidy (positions h trader) -> deep h ->
  In trader accounts -> sender <> vault ->
  post (liquidate h sender trader now) (fun r => let '(h', (r, partial)) := r in running accounts h' /\
    (tidy (positions h' trader) -> exists lost, kept_or_short (unfunded h trader) lost h h' /\
      if partial : bool then
        (0 < lost -> margin (positions h' trader) = 0) /\ (lost < 0 -> size (positions h' trader) = 0)
      else lost = paid_twice h r)).
Proof.
  intros h sender trader now Hrunning Htidy Hdeep Hin Hsender. pose proof Hrunning as [[Hv _] _].
  unfold liquidate. rewrite (not_in_v1 h Hv). next fail. cbn [bind].
  destruct (Z.eq_dec (size (positions h trader)) 0) as [Hzero|Hsize].
  { (* Without a size there is no ratio. *)
    unfold liquidation_ratio, margin_ratio. rewrite Hzero. exact I. }
  do 2 next fail. unfold adjust_in_v1. rewrite (not_in_v1 h Hv). cbn [bind]. rewrite (not_in_v1 h Hv). next fail.
  destruct a2.
  - eapply post_bind; [apply liquidate_part_kept; assumption|]. intros [h1 r] [K1 K2]. split; [exact K1 | exact K2].
  - eapply post_bind; [apply liquidate_whole_kept; assumption|]. intros [h1 r] [K1 [K2 _]]. split; [exact K1|].
    intros _. exists (paid_twice h r). split; [exact K2 | reflexivity].
Qed.

(** So sizes add up after any liquidation on such reserves, whatever position the liquidator has. *)
Theorem L3_liquidate_on_whole_units : forall h sender trader now, running accounts h -> tidy (positions h trader) ->
  deep h -> In trader accounts -> sender <> vault ->
  post (liquidate h sender trader now) (fun r => adds_up accounts (fst r)).
Proof.
  intros. eapply post_weaken; [apply L5_liquidate; assumption|]. intros [h' [r partial]] [K _]. apply K.
Qed.

(** A premium that grows by f takes f on every size. *)
Lemma claims_after_funding : forall (ps : account -> position) P f,
  sum accounts (fun a => claim (P + f) (ps a)) =
  sum accounts (fun a => claim P (ps a)) - f * sum accounts (fun a => size (ps a)).
Proof.
  intros ps P f. clear accounts_are_different. induction accounts as [|a rest IH]; [cbn; lia|]. cbn [sum fold_right].
  unfold sum in IH. rewrite IH. unfold claim. lia.
Qed.

Lemma settle_funding_keeps : forall p sender now,
  post (settle_funding p sender now) (fun r => let '(p', _, _) := r in
    version p' = version p /\ total_size p' = total_size p /\ quote p' = quote p).
Proof. intros. unfold settle_funding. repeat next fail. repeat split. Qed.

(** What positions owe on the size that adds up is the fund's or from the fund. *)
Theorem L5_pay_funding : forall h now, running accounts h ->
  post (pay_funding h now) (fun h' => running accounts h' /\ kept_or_short False 0 h h').
Proof.
  intros h now Hrunning. pose proof Hrunning as [[Hv Hsum] [Hd [Htoll [Hratio Hsound]]]].
  enough (Hbooks : post (pay_funding h now) (fun h' => adds_up accounts h' ->
    running accounts h' /\ kept_or_short False 0 h h')).
  { eapply post_weaken; [apply post_both; [apply (L3_pay_funding accounts); apply Hrunning | exact Hbooks]|].
    intros h' [Hup K]. exact (K Hup). }
  unfold pay_funding. next fail. eapply post_bind; [apply settle_funding_keeps|].
  intros [[p fraction] logged] [Hv' [Ht Hq]]. next fail. computed.
  destruct (emit_all_keeps logged (h <| amm := p |> <| premium := a0 |>)) as [Hterms [Hpositions Hamm]].
  set (h1 := emit_all logged _) in *.
  destruct Hterms as [_ [Hpremium [Hd1 [Hbalances [Hprepaid [Ht1 [Hr1 _]]]]]]].
  cbn in Hpremium, Hd1, Hbalances, Hprepaid, Ht1, Hr1, Hamm, Hpositions. clearbody h1.
  rewrite (not_in_v1 h1) by congruence. next fail.
  match goal with H : sdmul _ _ = Value ?profit |- _ => apply L10_product_of_signed_decimals in H as [Hcut _];
    rename profit into gain end.
  assert (Hbook : forall h2 x, pays x h1 h2 -> adds_up accounts h2 -> running accounts h2 /\
    books accounts h2 - books accounts h = x * ONE + fraction * total_size p).
  { intros h2 x [[K1 [K2 [K3 [K4 [K5 K6]]]]] Hnet] Hup. split.
    - unfold running. rewrite K4, Hd1, K5, Ht1, K6, Hr1. split; [exact Hup|]. split; [exact Hd|]. split; [exact Htoll|].
      split; [exact Hratio|]. intros b. rewrite K1, Hpositions. apply Hsound.
    - unfold books. rewrite K1, K2, K3, Hnet, Hpremium, Hpositions, Hamm, Hq. unfold vault_net.
      rewrite Hbalances, Hprepaid. replace a0 with (premium h + fraction) by lia.
      rewrite claims_after_funding, Hsum, Ht.
      lia. }
  next fail.
  - eapply post_weaken; [apply withdraw_from_fund_pays; congruence|]. intros h2 [K _] Hup.
    destruct (Hbook h2 _ K Hup) as [Hrun Hdiff]. split; [exact Hrun|]. unfold kept_or_short, kept, close_to_0 in *.
    rewrite Hdiff. unfold magnitude. rewrite Z.abs_neq by lia. lia.
  - eapply post_weaken; [apply pay_to_fund_pays; congruence|]. intros h2 [y [Hy [K Hfull]]] Hup.
    destruct (Hbook h2 _ K Hup) as [Hrun Hdiff]. split; [exact Hrun|]. unfold kept_or_short, kept, close_to_0 in *.
    rewrite Hdiff. unfold magnitude in *. rewrite Z.abs_eq in * by lia. unfold ONE in *. split; [lia|]. intros Hnot.
    assert (y = gain) by lia. subst y. lia.
Qed.

End Liquidations.
