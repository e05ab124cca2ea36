(** L5: without fees and funding, what the vault holds is what the quote reserve has grown by, and what positions are
    worth. Once nobody has a position, it is that growth and the margins still stored. *)

From VAMM Require Export Laws.Reduction.

(** The vault's tokens less what the insurance fund lent it (M2). *)
Definition vault_net (h : house) : Z := balances h vault - prepaid h.

Definition pays (x : Z) (h h' : house) : Prop :=
  positions h' = positions h /\ amm h' = amm h /\ token_decimals h' = token_decimals h /\
  vault_net h' = vault_net h + x.

Lemma pays_then : forall x y h1 h2 h3, pays x h1 h2 -> pays y h2 h3 -> pays (x + y) h1 h3.
Proof. unfold pays. intuition (congruence || lia). Qed.

(** With 18 decimals a wei is a unit. *)
Lemma units_of_18 : forall x u, units 18 x = Value u -> u = x.
Proof. intros x u H. unfold units, udiv in H. cbn in H. injection H as <-. apply Z.div_1_r. Qed.

Lemma decimal_of_18 : forall x u, decimal 18 x = Value u -> u = x.
Proof. intros x u H. unfold decimal, umul in H. cbn [Z.leb Z.compare] in H. apply unsigned_or_is in H. lia. Qed.

(** All of a transfer is what is taken or sent; the rest looks at it. *)
Lemma transfer_pays : forall h payer payee x kind y, token_decimals h = 18 ->
  (forall h', token_decimals h' = 18 -> vault_net (move_units h' payer payee x) = vault_net h' + y) ->
  post (transfer h payer payee x kind) (pays y h).
Proof.
  intros h payer payee x kind y Hd Hmoved. unfold transfer, taken_or_sent. rewrite Hd. do 2 next fail.
  match goal with H : units 18 _ = Value _ |- _ => apply units_of_18 in H end. subst.
  eapply post_bind with (P := pays y h); [|intros h1 K1; repeat next fail; exact K1].
  do 3 next fail. unfold post, pays. destruct kind; rewrite Hmoved by exact Hd; repeat split.
Qed.

Lemma transfer_to_vault : forall h payer x kind, token_decimals h = 18 -> payer <> vault ->
  post (transfer h payer vault x kind) (pays x h).
Proof.
  intros h payer x kind Hd Hp. apply transfer_pays; [exact Hd|]. intros h' _. unfold move_units, vault_net.
  cbn -[update]. rewrite update_same, update_other by assumption. lia.
Qed.

Lemma transfer_from_vault : forall h payee x kind, token_decimals h = 18 -> payee <> vault ->
  post (transfer h vault payee x kind) (pays (- x) h).
Proof.
  intros h payee x kind Hd Hp. apply transfer_pays; [exact Hd|]. intros h' _. unfold move_units, vault_net.
  cbn -[update]. rewrite update_other, update_same by assumption. lia.
Qed.

Lemma fund_is_not_vault : fund <> vault.
Proof. discriminate. Qed.

(** What is short is lent by the fund, which is no loss of the vault. *)
Lemma withdraw_pays : forall h payee x, token_decimals h = 18 -> payee <> vault ->
  post (withdraw h payee x) (pays (- x) h).
Proof.
  intros h payee x Hd Hp. unfold withdraw. next fail. eapply post_bind with (P := pays 0 h).
  - next fail; [|unfold post, pays; intuition lia]. do 2 next fail. unfold withdraw_from_fund, fund_pays.
    do 4 next fail. computed.
    eapply post_bind; [apply transfer_to_vault; [exact Hd | exact fund_is_not_vault]|]. intros h1 [J1 [J2 [J3 J4]]].
    unfold post, pays, vault_net in *. cbn in *. intuition (congruence || lia).
  - intros h1 J1. eapply post_weaken.
    + apply transfer_from_vault; [destruct J1; intuition congruence | assumption].
    + intros h2 J2. exact (pays_then 0 (- x) _ _ _ J1 J2).
Qed.

Lemma settle_margin_pays : forall h trader x, token_decimals h = 18 -> trader <> vault ->
  post (settle_margin h trader x) (pays x h).
Proof.
  intros h trader x Hd Ht. unfold settle_margin. next fail; [apply transfer_to_vault; assumption|]. next fail.
  - eapply post_weaken; [apply withdraw_pays; assumption|]. intros h1 J1. unfold magnitude in J1.
    rewrite Z.abs_neq, Z.opp_involutive in J1 by lia. exact J1.
  - unfold post, pays. intuition lia.
Qed.

Lemma no_fees : forall h trader q, toll_ratio (amm h) = 0 -> spread_ratio (amm h) = 0 ->
  post (pay_fees h trader q) (fun r => fst r = h).
Proof.
  assert (Hzero : forall q z, dmul q 0 = Value z -> z = 0).
  { intros q z H. unfold dmul, umul in H. rewrite Z.mul_0_r in H. vm_compute in H. congruence. }
  intros h trader q Ht Hs. unfold pay_fees. eapply post_bind with (P := fun r => r = (0, 0)).
  - unfold calc_fee. rewrite Ht, Hs. next fail; [reflexivity|]. do 2 next fail.
    repeat match goal with H : dmul _ 0 = Value _ |- _ => apply Hzero in H end. subst. reflexivity.
  - intros r ->. next fail. reflexivity.
Qed.

Section EveryoneOut.

Context (accounts : list account) (accounts_are_different : NoDup accounts).

Definition books (h : house) : Z :=
  vault_net h - quote (amm h) - sum accounts (fun a => worth (positions h a)).

(** Revision v2, a token of 18 decimals, no fees, no funding, reserves of at least a unit. *)
Definition quiet (h : house) : Prop :=
  version (amm h) = v2 /\ token_decimals h = 18 /\ toll_ratio (amm h) = 0 /\ spread_ratio (amm h) = 0 /\
  premium h = 0 /\ (forall a, plain (positions h a)) /\ deep h.

Lemma one_worth_changes : forall h h' trader, In trader accounts ->
  (forall a, a <> trader -> positions h' a = positions h a) ->
  sum accounts (fun a => worth (positions h' a)) =
  sum accounts (fun a => worth (positions h a)) + (worth (positions h' trader) - worth (positions h trader)).
Proof.
  intros h h' trader Hin Hothers.
  apply (sum_of_changed accounts (fun a => worth (positions h a)) (fun a => worth (positions h' a)) trader); auto.
  intros a Ha. rewrite Hothers by assumption. reflexivity.
Qed.

(** Both of what is known of an outcome. *)
Lemma post_both : forall A (o : outcome A) P Q, post o P -> post o Q -> post o (fun a => P a /\ Q a).
Proof. intros A [a | text |] P Q HP HQ; try exact I. split; assumption. Qed.

Lemma open_or_reverse_balanced : forall h sender s amount leverage limit now, quiet h -> 0 <= leverage ->
  post (open_or_reverse h sender s amount leverage limit now) (fun r => balanced sender h (fst r) (snd r)).
Proof.
  intros h sender s amount leverage limit now [Hv [Hd [Ht [Hs [Hp [Hplain Hdeep]]]]]] Hleverage. unfold open_or_reverse.
  next fail.
  - next fail. match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H; unfold is_unsigned in H end.
    apply increase_balanced; auto; try lia. destruct s; lia.
  - apply reverse_balanced; auto; [lia|]. unfold against. destruct s, (0 <? size (positions h sender)) eqn:E; auto; lia.
Qed.

(** Storing the position of a trade, and paying what it asks for, leaves the books as they were. *)
Lemma paid_and_stored : forall h h1 h2 trader r, In trader accounts -> balanced trader h h1 r -> bad_debt r = 0 ->
  (forall a, a <> trader -> positions h1 a = positions h a) ->
  pays (to_vault r) (store trader (position_after r) h1) h2 -> tidy (position_after r) -> books h2 = books h.
Proof.
  intros h h1 h2 trader r Hin [Hterms Hbooks] Hdebt Hothers [Hp [Ha [_ Hnet]]] Htidy. specialize (Hbooks Hdebt Htidy).
  unfold books. rewrite (one_worth_changes h h2 trader Hin).
  - rewrite Hp, Ha, Hnet. unfold vault_net. cbn -[update]. rewrite update_same.
    destruct Hterms as [_ [_ [_ [_ [_ [Hb Hprepaid]]]]]]. rewrite Hb, Hprepaid. lia.
  - intros a Hother. rewrite Hp. cbn. rewrite update_other by congruence. apply Hothers. assumption.
Qed.

Lemma terms_of_a_quiet_house : forall h h', quiet h -> same_terms h h' ->
  version (amm h') = v2 /\ token_decimals h' = 18 /\ toll_ratio (amm h') = 0 /\ spread_ratio (amm h') = 0.
Proof. unfold quiet, same_terms. intuition congruence. Qed.

Theorem L5_open_position : forall h sender s amount leverage limit now,
  quiet h -> In sender accounts -> sender <> vault -> 0 <= leverage ->
  post (open_position h sender s amount leverage limit now) (fun h' =>
    tidy (positions h' sender) -> books h' = books h).
Proof.
  intros h sender s amount leverage limit now Hquiet Hin Hsender Hleverage. pose proof Hquiet as [Hv _].
  assert (Hnot : forall h, version (amm h) = v2 -> in_v1 h = false) by (intros k Hk; unfold in_v1; rewrite Hk;
    reflexivity).
  unfold open_position. do 5 next fail. unfold adjust_in_v1. rewrite (Hnot h Hv). cbn [bind andb]. next fail.
  eapply post_bind.
  { apply post_both; [apply open_or_reverse_balanced; assumption | apply open_or_reverse_trades]. }
  intros [h1 r] [Hbalanced [_ [_ [_ Hothers]]]]. cbn [fst snd] in *.
  destruct (terms_of_a_quiet_house h h1 Hquiet ltac:(apply Hbalanced)) as [Hv1 [Hd1 [Ht1 Hs1]]].
  rewrite (Hnot (store sender (position_after r) h1)) by exact Hv1.
  eapply post_bind with (P := fun h => h = store sender (position_after r) h1 /\ bad_debt r = 0).
  { do 2 next fail. computed. split; [reflexivity | lia]. }
  intros h2 [-> Hdebt]. eapply post_bind; [apply settle_margin_pays; assumption|]. intros h3 Hpays.
  pose proof Hpays as [Hp3 [Ha3 _]].
  eapply post_bind; [apply no_fees; rewrite Ha3; assumption|]. intros [h4 fee] Hfee. cbn [fst] in Hfee. subst h4.
  unfold position_changed. next fail. unfold post. intros Htidy.
  assert (Hafter : positions h3 sender = position_after r) by (rewrite Hp3; cbn; apply update_same).
  change (tidy (positions h3 sender)) in Htidy. rewrite Hafter in Htidy.
  exact (paid_and_stored h h1 h3 sender r Hin Hbalanced Hdebt Hothers Hpays Htidy).
Qed.

(** Closing whole, as it is where no band is set or the partial ratio is ONE. *)
Theorem L5_close_position : forall h sender limit now,
  quiet h -> In sender accounts -> sender <> vault -> fluctuation_ratio (amm h) = 0 \/ ONE <= partial_ratio h ->
  post (close_position h sender limit now) (fun h' => books h' = books h).
Proof.
  intros h sender limit now Hquiet Hin Hsender Hwhole. pose proof Hquiet as [Hv [_ [_ [_ [Hpremium [Hplain _]]]]]].
  assert (Hnot : forall h, version (amm h) = v2 -> in_v1 h = false) by (intros k Hk; unfold in_v1; rewrite Hk;
    reflexivity).
  unfold close_position. do 3 next fail. unfold adjust_in_v1. rewrite (Hnot h Hv). cbn [bind].
  eapply post_bind with (P := fun r => balanced sender h (fst r) (snd r) /\ to_vault (snd r) <= 0 /\
    positions (fst r) = update (positions h) sender (cleared now) /\ position_after (snd r) = no_position).
  { unfold close_whole_or_part. rewrite (Hnot h Hv). next fail. next fail.
    - exfalso. destruct Hwhole as [Hband|]; [|lia]. unfold is_over_fluctuation_limit in *.
      match goal with H : (if _ then _ else _) = Value a2 |- _ => rewrite Hband in H; cbn in H; injection H as <- end.
      discriminate.
    - pose proof (close_balanced h sender sender limit true now Hpremium (Hplain sender)) as K1.
      pose proof (close_trades h sender sender limit true now) as K2.
      destruct (close h sender sender limit true now) as [[h1 r]|text|] eqn:E; try exact I. cbn [post fst snd] in *.
      destruct K2 as [_ [Hp _]]. split; [exact K1|]. split; [|split; [exact Hp|]];
        unfold close in E; apply bind_value in E as [? [_ E]]; apply bind_value in E as [[notional pnl] [_ E]];
        apply bind_value in E as [[[remains debt] f] [Hr E]];
        repeat (apply bind_value in E as [? [? E]]; pairs); injection E as _ <-; [|reflexivity].
      cbn. computed. pose proof (remaining_is_the_sum h (positions h sender) pnl Hpremium) as K3.
      destruct (Hplain sender) as [Hlast _]. specialize (K3 Hlast). rewrite Hr in K3. cbn in K3. lia. }
  intros [h1 r] [Hbalanced [Hout [Hpositions Hnone]]]. cbn [fst snd] in *.
  destruct (terms_of_a_quiet_house h h1 Hquiet ltac:(apply Hbalanced)) as [Hv1 [Hd1 [Ht1 Hs1]]]. rewrite (Hnot h1 Hv1).
  eapply post_bind with (P := fun h => h = h1 /\ bad_debt r = 0); [next fail; [split; [reflexivity | lia] | exact I]|].
  intros h2 [-> Hdebt]. eapply post_bind; [apply withdraw_pays; assumption|]. intros h3 [Hp3 [Ha3 [Hd3 Hnet3]]].
  eapply post_bind; [apply no_fees; rewrite Ha3; assumption|]. intros [h4 fee] Hfee. cbn [fst] in Hfee. subst h4.
  unfold position_changed. next fail. unfold post. change (books h3 = books h).
  destruct Hbalanced as [Hterms Hbooks]. rewrite Hnone in Hbooks.
  specialize (Hbooks Hdebt ltac:(intros _; reflexivity)).
  unfold books. rewrite (one_worth_changes h h3 sender Hin).
  - rewrite Hp3, Ha3, Hnet3, Hpositions, update_same. destruct (cleared_is_plain now) as [_ [-> _]].
    unfold magnitude, vault_net in *. destruct Hterms as [_ [_ [_ [_ [_ [-> ->]]]]]].
    change (worth no_position) with 0 in Hbooks. lia.
  - intros other Hother. rewrite Hp3, Hpositions. apply update_other. congruence.
Qed.

(** A margin is paid as it is credited. *)
Lemma margin_stored : forall h h1 sender p x, In sender accounts -> size p = size (positions h sender) ->
  open_notional p = open_notional (positions h sender) -> margin p = margin (positions h sender) + x ->
  pays x (store sender p h) h1 -> books h1 = books h.
Proof.
  intros h h1 sender p x Hin Hsize Hopened Hmargin [Hp [Ha [_ Hnet]]]. unfold books.
  rewrite (one_worth_changes h h1 sender Hin).
  - rewrite Hp, Ha, Hnet. unfold vault_net. cbn -[update]. rewrite update_same.
    unfold worth, opened. rewrite Hsize, Hopened, Hmargin. lia.
  - intros other Hother. rewrite Hp. cbn -[update]. apply update_other. congruence.
Qed.

Theorem L5_add_margin : forall h sender added, quiet h -> In sender accounts -> sender <> vault ->
  post (add_margin h sender added) (fun h' => books h' = books h).
Proof.
  intros h sender added [Hv [Hd _]] Hin Hsender. unfold add_margin. do 3 next fail.
  unfold adjust_in_v1, in_v1. rewrite Hv. cbn [bind is_v1]. next fail. computed.
  eapply post_bind; [apply transfer_to_vault; [exact Hd | exact Hsender]|]. intros h1 Hpays.
  unfold post. change (books h1 = books h). eapply margin_stored; [exact Hin | | | | exact Hpays]; try reflexivity.
  cbn. lia.
Qed.

Theorem L5_remove_margin : forall h sender removed now, quiet h -> In sender accounts -> sender <> vault ->
  post (remove_margin h sender removed now) (fun h' => books h' = books h).
Proof.
  intros h sender removed now [Hv [Hd [_ [_ [Hpremium [Hplain _]]]]]] Hin Hsender. unfold remove_margin. do 3 next fail.
  assert (Hnot : in_v1 h = false) by (unfold in_v1; rewrite Hv; reflexivity).
  unfold adjust_in_v1. rewrite Hnot. cbn [bind]. do 2 next fail. destruct (Hplain sender) as [Hlast _].
  eapply post_bind; [apply remaining_is_the_sum; assumption|]. intros [[remains debt] f] [Hremains _].
  do 3 next fail. computed. eapply post_bind; [apply withdraw_pays; [exact Hd | exact Hsender]|]. intros h1 Hpays.
  unfold post. change (books h1 = books h). specialize (Hremains ltac:(lia)).
  eapply margin_stored; [exact Hin | | | | exact Hpays]; try reflexivity. cbn. lia.
Qed.

(** Once all sizes are 0. *)
Theorem L5_everyone_out : forall h0 h,
  books h = books h0 -> vault_net h0 = 0 -> (forall a, positions h0 a = no_position) ->
  (forall a, size (positions h a) = 0 /\ tidy (positions h a)) ->
  balances h vault = prepaid h + quote (amm h) - quote (amm h0) + sum accounts (fun a => margin (positions h a)).
Proof.
  intros h0 h Hbooks Hempty Hnone Hout. unfold books in Hbooks. rewrite Hempty in Hbooks.
  rewrite (sum_equal accounts (fun a => worth (positions h0 a)) (fun _ => 0)) in Hbooks
    by (intros; rewrite Hnone; reflexivity).
  rewrite (sum_equal accounts (fun a => worth (positions h a)) (fun a => margin (positions h a))) in Hbooks.
  - assert (Hzero : sum accounts (fun _ => 0) = 0) by (clear; induction accounts; simpl; lia).
    rewrite Hzero in Hbooks. unfold vault_net in Hbooks. lia.
  - intros a _. destruct (Hout a) as [Hsize Htidy]. unfold worth, opened. rewrite Hsize. cbn. lia.
Qed.

End EveryoneOut.
