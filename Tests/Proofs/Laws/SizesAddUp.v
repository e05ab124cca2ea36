(** L3 in v2, for every call of the clearing house but settlement. *)

From VAMM Require Export Laws.Sizes.

(** Payments leave positions and pool alone. *)
Definition only_money (h h' : house) : Prop := positions h' = positions h /\ amm h' = amm h.

Lemma only_money_trans : forall h1 h2 h3, only_money h1 h2 -> only_money h2 h3 -> only_money h1 h3.
Proof. unfold only_money. intuition congruence. Qed.

Ltac money known :=
  steps known; repeat match goal with H : only_money _ _ |- _ => destruct H end; split; cbn in *; congruence.

Lemma transfer_is_money : forall h payer payee x kind, post (transfer h payer payee x kind) (only_money h).
Proof.
  intros. unfold transfer, taken_or_sent. do 2 next fail.
  eapply post_bind with (P := only_money h); [do 3 next fail; destruct kind; split; reflexivity|].
  intros h1 K1. repeat next fail. exact K1.
Qed.

Lemma withdraw_from_fund_is_money : forall h x, post (withdraw_from_fund h x) (only_money h).
Proof. intros. unfold withdraw_from_fund, fund_pays. money ltac:(apply transfer_is_money). Qed.

Lemma withdraw_is_money : forall h payee x, post (withdraw h payee x) (only_money h).
Proof.
  intros. unfold withdraw. next fail. eapply post_bind with (P := only_money h).
  - next fail; [|split; reflexivity]. do 2 next fail.
    eapply post_weaken; [apply withdraw_from_fund_is_money|]. intros h1 K1. exact K1.
  - intros h1 K1. eapply post_weaken; [apply transfer_is_money|]. intros h2 K2. exact (only_money_trans _ _ _ K1 K2).
Qed.

Lemma pay_to_fund_is_money : forall h x, post (pay_to_fund h x) (only_money h).
Proof. intros. unfold pay_to_fund. next fail. apply transfer_is_money. Qed.

Lemma realize_bad_debt_is_money : forall h x, post (realize_bad_debt h x) (only_money h).
Proof.
  intros. unfold realize_bad_debt. next fail; [split; reflexivity|].
  eapply post_weaken; [apply withdraw_from_fund_is_money|]. intros h1 K1. exact K1.
Qed.

Lemma pay_fees_is_money : forall h trader q, post (pay_fees h trader q) (fun r => only_money h (fst r)).
Proof.
  intros. unfold pay_fees. next fail. destruct a as [toll spread]. next fail.
  eapply post_bind with (P := only_money h); [next fail; [split; reflexivity | apply transfer_is_money]|].
  intros h1 K1. eapply post_bind with (P := only_money h); [|intros h2 K2; exact K2].
  next fail; [exact K1|]. next fail; [|exact I].
  eapply post_bind; [apply transfer_is_money|]. intros h2 K2. next fail. exact (only_money_trans _ _ _ K1 K2).
Qed.

Lemma settle_margin_is_money : forall h trader x, post (settle_margin h trader x) (only_money h).
Proof.
  intros. unfold settle_margin.
  next fail; [apply transfer_is_money|]. next fail; [apply withdraw_is_money | split; reflexivity].
Qed.

Lemma position_changed_is_money : forall h trader r p fee unrealized penalty,
  post (position_changed h trader r p fee unrealized penalty) (only_money h).
Proof. intros. unfold position_changed. next fail. split; reflexivity. Qed.

Lemma pay_liquidation_is_money : forall h sender fee rest, post (pay_liquidation h sender fee rest) (only_money h).
Proof.
  intros. unfold pay_liquidation. eapply post_bind with (P := only_money h).
  - next fail; [apply pay_to_fund_is_money | split; reflexivity].
  - intros h1 K1. eapply post_weaken; [apply withdraw_is_money|]. intros h2 K2. exact (only_money_trans _ _ _ K1 K2).
Qed.

Ltac known_money :=
  first [apply transfer_is_money | apply withdraw_is_money | apply withdraw_from_fund_is_money
        | apply pay_to_fund_is_money | apply realize_bad_debt_is_money | apply pay_fees_is_money
        | apply settle_margin_is_money | apply position_changed_is_money | apply pay_liquidation_is_money].

Section Sizes.

Context (accounts : list account) (accounts_are_different : NoDup accounts).

(** Revision v2, and the sizes of the positions of these accounts add up to the pool's total. *)
Definition adds_up (h : house) : Prop :=
  version (amm h) = v2 /\ sum accounts (fun a => size (positions h a)) = total_size (amm h).

Lemma money_adds_up : forall h h', adds_up h -> only_money h h' -> adds_up h'.
Proof. intros h h' [Hv Hs] [Hp Ha]. unfold adds_up. rewrite Hp, Ha. split; assumption. Qed.

Lemma one_change_adds_up : forall h h' trader x, adds_up h -> In trader accounts ->
  version (amm h') = version (amm h) -> total_size (amm h') = total_size (amm h) + x ->
  size (positions h' trader) = size (positions h trader) + x ->
  (forall a, a <> trader -> size (positions h' a) = size (positions h a)) -> adds_up h'.
Proof.
  intros h h' trader x [Hv Hs] Hin Hv' Ht Hsize Hothers. split; [congruence|].
  rewrite (sum_of_changed accounts (fun a => size (positions h a)) _ trader) by auto. lia.
Qed.

(** Storing what a trade answered. *)
Lemma stored_adds_up : forall h h' trader r p, adds_up h -> In trader accounts -> traded trader h h' r ->
  size p = size (position_after r) -> adds_up (store trader p h').
Proof.
  intros h h' trader r p Hup Hin [Hv [Ht [Hs Ho]]] Hp. apply (one_change_adds_up h _ trader (exchanged_size r)); auto.
  - cbn. rewrite update_same. lia.
  - intros a Ha. cbn. rewrite update_other by congruence. rewrite Ho by assumption. reflexivity.
Qed.

(** A close has cleared the position itself. *)
Lemma closed_adds_up : forall h h' trader r now, adds_up h -> In trader accounts -> traded trader h h' r ->
  positions h' = update (positions h) trader (cleared now) -> exchanged_size r = - size (positions h trader) ->
  adds_up h'.
Proof.
  intros h h' trader r now Hup Hin [Hv [Ht [_ Ho]]] Hp Hx.
  apply (one_change_adds_up h _ trader (exchanged_size r)); auto.
  - rewrite Hp, update_same. cbn. lia.
  - intros a Ha. rewrite Ho by assumption. reflexivity.
Qed.

Lemma in_v1_of_v2 : forall h, adds_up h -> in_v1 h = false.
Proof. intros h [Hv _]. unfold in_v1. rewrite Hv. reflexivity. Qed.

Lemma adjust_in_v2_is_nothing : forall h trader, adds_up h -> adjust_in_v1 h trader = Value h.
Proof. intros h trader Hup. unfold adjust_in_v1. rewrite (in_v1_of_v2 h Hup). reflexivity. Qed.

Lemma open_or_reverse_trades : forall h sender s amount leverage limit now,
  post (open_or_reverse h sender s amount leverage limit now) (fun r => traded sender h (fst r) (snd r)).
Proof.
  intros. unfold open_or_reverse. next fail.
  - next fail. eapply post_weaken; [apply increase_trades|]. intros r [K _]. exact K.
  - apply reverse_trades. left. reflexivity.
Qed.

Theorem L3_open_position : forall h sender s amount leverage limit now, adds_up h -> In sender accounts ->
  post (open_position h sender s amount leverage limit now) adds_up.
Proof.
  intros h sender s amount leverage limit now Hup Hin. unfold open_position. do 5 next fail.
  rewrite (adjust_in_v2_is_nothing h sender Hup). cbn [bind]. next fail.
  eapply post_bind; [apply open_or_reverse_trades|]. intros [h1 r] Htraded. cbn [fst snd] in Htraded.
  assert (Hstored : adds_up (store sender (position_after r) h1)) by (eapply stored_adds_up; eauto).
  rewrite (in_v1_of_v2 _ Hstored). set (h2 := store sender (position_after r) h1) in *.
  eapply post_bind with (P := fun h => h = h2); [do 2 next fail; reflexivity|]. intros h3 ->.
  eapply post_bind; [apply settle_margin_is_money|]. intros h3 K3.
  eapply post_bind; [apply pay_fees_is_money|]. intros [h4 fee] K4. cbn [fst] in K4.
  eapply post_weaken; [apply position_changed_is_money|]. intros h5 K5.
  eapply money_adds_up; [|exact K5]. eapply money_adds_up; [|exact K4].
  eapply money_adds_up; [exact Hstored | exact K3].
Qed.

Lemma close_whole_or_part_adds_up : forall h sender limit now, adds_up h -> In sender accounts ->
  post (close_whole_or_part h sender limit now) (fun r => adds_up (fst r)).
Proof.
  intros h sender limit now Hup Hin. unfold close_whole_or_part. rewrite (in_v1_of_v2 h Hup). next fail. next fail.
  - next fail. eapply post_bind; [apply reverse_trades; left; reflexivity|]. intros [h1 r] Htraded.
    eapply stored_adds_up; eauto.
  - eapply post_weaken; [apply close_trades|]. intros [h1 r] [Htraded [Hp [_ Hx]]]. eapply closed_adds_up; eauto.
Qed.

Theorem L3_close_position : forall h sender limit now, adds_up h -> In sender accounts ->
  post (close_position h sender limit now) adds_up.
Proof.
  intros h sender limit now Hup Hin. unfold close_position. do 3 next fail.
  rewrite (adjust_in_v2_is_nothing h sender Hup). cbn [bind].
  eapply post_bind; [apply close_whole_or_part_adds_up; eauto|]. intros [h1 r] Hclosed. cbn [fst] in Hclosed.
  rewrite (in_v1_of_v2 _ Hclosed). eapply post_bind with (P := fun h => h = h1); [next fail; reflexivity|].
  intros h2 ->. eapply post_bind; [apply withdraw_is_money|]. intros h3 K3.
  eapply post_bind; [apply pay_fees_is_money|]. intros [h4 fee] K4. cbn [fst] in K4.
  eapply post_weaken; [apply position_changed_is_money|]. intros h5 K5.
  eapply money_adds_up; [|exact K5]. eapply money_adds_up; [|exact K4].
  eapply money_adds_up; [exact Hclosed | exact K3].
Qed.

Lemma same_size_adds_up : forall h trader p, adds_up h -> size p = size (positions h trader) ->
  adds_up (store trader p h).
Proof.
  intros h trader p [Hv Hs] Hp. split; [exact Hv|]. cbn. rewrite <- Hs. apply sum_equal. intros a _. cbn.
  unfold update. destruct (String.eqb trader a) eqn:E; [|reflexivity]. apply String.eqb_eq in E. congruence.
Qed.

Theorem L3_add_margin : forall h sender added, adds_up h -> post (add_margin h sender added) adds_up.
Proof.
  intros h sender added Hup. unfold add_margin. do 3 next fail. rewrite (adjust_in_v2_is_nothing h sender Hup).
  cbn [bind]. next fail. eapply post_bind; [apply transfer_is_money|]. intros h1 K1.
  apply (money_adds_up _ h1) in K1; [exact K1|]. apply same_size_adds_up; [assumption | reflexivity].
Qed.

Theorem L3_remove_margin : forall h sender removed now, adds_up h -> post (remove_margin h sender removed now) adds_up.
Proof.
  intros h sender removed now Hup. unfold remove_margin. do 3 next fail. rewrite (adjust_in_v2_is_nothing h sender Hup).
  cbn [bind]. do 3 next fail. pairs. do 3 next fail. eapply post_bind; [apply withdraw_is_money|]. intros h1 K1.
  apply (money_adds_up _ h1) in K1; [exact K1|]. apply same_size_adds_up; [assumption | reflexivity].
Qed.

Lemma enter_restriction_is_money : forall h now, only_money h (enter_restriction h now).
Proof. intros. split; reflexivity. Qed.

(** A liquidator who is another and has a position of its own could take it along: a partial liquidation that closes and
    opens increases the sender's position and stores it as the trader's (C11, C17). *)
Theorem L3_liquidate : forall h sender trader now, adds_up h -> In trader accounts ->
  sender = trader \/ size (positions h sender) = 0 ->
  post (liquidate h sender trader now) (fun r => adds_up (fst r)).
Proof.
  intros h sender trader now Hup Hin Hsender. unfold liquidate. rewrite (in_v1_of_v2 h Hup). do 4 next fail.
  rewrite (adjust_in_v2_is_nothing h trader Hup). cbn [bind]. rewrite (in_v1_of_v2 h Hup). next fail.
  eapply post_bind with (P := fun r => adds_up (fst r)); [|intros [h1 r] K1; exact K1].
  next fail.
  - unfold liquidate_part. next fail. eapply post_bind; [apply reverse_trades; assumption|]. intros [h1 r] Htraded.
    cbn [fst snd] in Htraded. do 2 next fail.
    match goal with |- context [store trader ?p h1] =>
      assert (Hstored : adds_up (store trader p h1)) by (eapply stored_adds_up; eauto) end.
    eapply post_bind; [apply pay_liquidation_is_money|]. intros h2 K2. next fail. cbn [fst].
    exact (money_adds_up _ _ Hstored K2).
  - unfold liquidate_whole. eapply post_bind; [apply close_trades|]. intros [h1 r] [Htraded [Hp [_ Hx]]].
    cbn [fst snd] in *. assert (Hclosed : adds_up h1) by (eapply closed_adds_up; eauto).
    next fail. destruct (fee_and_rest _ _) as [debt rest]. next fail. rewrite (in_v1_of_v2 _ Hclosed).
    eapply post_bind with (P := only_money h1).
    { unfold realize_total. next fail; [split; reflexivity|]. next fail. apply realize_bad_debt_is_money. }
    intros h2 K2. eapply post_bind; [apply pay_liquidation_is_money|]. intros h3 K3. next fail. cbn [fst].
    apply (money_adds_up h1); [assumption|]. pose proof (only_money_trans _ _ _ K2 K3) as K.
    destruct (in_v1 h3); exact K.
Qed.

Lemma settle_funding_keeps_sizes : forall p sender now,
  post (settle_funding p sender now) (fun r => let '(p', _, _) := r in
    version p' = version p /\ total_size p' = total_size p).
Proof. intros. unfold settle_funding. repeat next fail. split; reflexivity. Qed.

Theorem L3_pay_funding : forall h now, adds_up h -> post (pay_funding h now) adds_up.
Proof.
  intros h now Hup. unfold pay_funding. next fail. eapply post_bind; [apply settle_funding_keeps_sizes|].
  intros [[p fraction] logged] [Hv Ht]. next fail. set (h1 := emit_all logged _).
  assert (Hup1 : adds_up h1).
  { unfold h1, adds_up. destruct (emit_all_moves_nothing logged (h <| amm := p |> <| premium := a0 |>)) as [-> ->].
    destruct Hup as [Hv0 Hs]. cbn. rewrite Hv, Ht. split; assumption. }
  clearbody h1. rewrite (in_v1_of_v2 _ Hup1). next fail.
  next fail; eapply post_weaken;
    [apply withdraw_from_fund_is_money | intros h2 K2; exact (money_adds_up _ _ Hup1 K2)
    | apply pay_to_fund_is_money | intros h2 K2; exact (money_adds_up _ _ Hup1 K2)].
Qed.

End Sizes.
