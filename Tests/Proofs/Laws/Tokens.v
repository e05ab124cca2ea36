(** L1: no call creates or destroys tokens. *)

From VAMM Require Export Laws.Steps.

Section Tokens.

(** Some accounts, among them the vault, the insurance fund and the toll pool; any others may be left out. *)
Context (accounts : list account).
Context (accounts_are_different : NoDup accounts) (vault_is_one : In vault accounts) (fund_is_one : In fund accounts).

Definition all_tokens (h : house) : Z := sum accounts (balances h).

(** The sum is the same, and so is the toll pool, which is one of the accounts. *)
Definition conserved (h h' : house) : Prop := all_tokens h' = all_tokens h /\ toll_pool h' = toll_pool h.
Definition toll_pool_is_one (h : house) : Prop := match toll_pool h with Some a => In a accounts | None => True end.

Lemma conserved_refl : forall h, conserved h h.
Proof. split; reflexivity. Qed.

Lemma conserved_trans : forall h1 h2 h3, conserved h1 h2 -> conserved h2 h3 -> conserved h1 h3.
Proof. unfold conserved. intuition congruence. Qed.

(** One subtraction and one addition of the same units. *)
Lemma moving_units_conserves : forall h payer payee u, In payer accounts -> In payee accounts ->
  conserved h (move_units h payer payee u).
Proof.
  intros h payer payee u Hpayer Hpayee. split; [|reflexivity]. unfold all_tokens, move_units. cbn [balances set].
  set (paid := update (balances h) payer (balances h payer - u)).
  rewrite (sum_of_changed accounts paid _ payee) by
    (auto; intros b Hb; apply update_other; congruence).
  rewrite (sum_of_changed accounts (balances h) paid payer) by
    (auto; intros b Hb; unfold paid; apply update_other; congruence).
  unfold paid. rewrite !update_same. lia.
Qed.

Lemma transfer_conserves : forall h payer payee x kind, In payer accounts -> In payee accounts ->
  post (transfer h payer payee x kind) (conserved h).
Proof.
  intros h payer payee x kind Hpayer Hpayee. unfold transfer, taken_or_sent. do 2 next fail.
  eapply post_bind with (P := conserved h); [|intros h1 K1; repeat next fail; exact K1].
  do 3 next fail. unfold post. destruct kind; [|apply moving_units_conserves; assumption].
  destruct (moving_units_conserves (spend_allowance h payer a0) payer payee a0 Hpayer Hpayee). split; assumption.
Qed.

(** Composes what the steps of a call conserve. *)
Ltac conserves known :=
  repeat next known;
  repeat match goal with H : conserved _ _ |- _ => destruct H end;
  try solve [split; cbn in *; congruence | apply conserved_refl].

Lemma withdraw_from_fund_conserves : forall h x, post (withdraw_from_fund h x) (conserved h).
Proof.
  intros. unfold withdraw_from_fund, fund_pays. do 4 next fail.
  eapply post_bind; [apply transfer_conserves; assumption|]. cbv beta. intros h' Hpaid. exact Hpaid.
Qed.

Lemma withdraw_conserves : forall h payee x, In payee accounts -> post (withdraw h payee x) (conserved h).
Proof.
  intros h payee x Hpayee. unfold withdraw. next fail. eapply post_bind with (P := conserved h).
  - repeat next fail; [|apply conserved_refl]. eapply post_weaken; [apply withdraw_from_fund_conserves|].
    intros h' Hpaid. exact Hpaid.
  - intros h' Hshort. eapply post_weaken; [apply transfer_conserves; assumption|]. intros h'' Hpaid.
    exact (conserved_trans _ _ _ Hshort Hpaid).
Qed.

Lemma pay_to_fund_conserves : forall h x, post (pay_to_fund h x) (conserved h).
Proof. intros. unfold pay_to_fund. next fail. apply transfer_conserves; assumption. Qed.

Lemma realize_bad_debt_conserves : forall h x, post (realize_bad_debt h x) (conserved h).
Proof.
  intros. unfold realize_bad_debt. next fail; [split; reflexivity|].
  eapply post_weaken; [apply withdraw_from_fund_conserves|].
    intros h' Hpaid. exact Hpaid.
Qed.

Lemma pay_fees_conserves : forall h trader q, In trader accounts -> toll_pool_is_one h ->
  post (pay_fees h trader q) (fun r => conserved h (fst r)).
Proof.
  intros h trader q Htrader Htoll. unfold pay_fees. next fail. destruct a as [toll spread]. next fail.
  eapply post_bind with (P := conserved h).
  { next fail; [apply conserved_refl | apply transfer_conserves; assumption]. }
  intros h1 H1. eapply post_bind with (P := conserved h).
  { next fail; [exact H1|]. assert (Hpool : toll_pool h1 = toll_pool h) by apply H1.
    unfold toll_pool_is_one in Htoll. destruct (toll_pool h1) as [pool|] eqn:E; [|exact I]. rewrite <- Hpool in Htoll.
    eapply post_bind; [apply transfer_conserves; assumption|]. intros h2 H2. next fail.
    exact (conserved_trans _ _ _ H1 H2). }
  intros h2 H2. exact H2.
Qed.

(** What does not touch balances at all. *)
Definition untouched (h h' : house) : Prop := balances h' = balances h /\ toll_pool h' = toll_pool h.

Lemma untouched_conserves : forall h h', untouched h h' -> conserved h h'.
Proof. intros h h' [H1 H2]. split; [unfold all_tokens; rewrite H1; reflexivity | exact H2]. Qed.

Lemma emit_all_untouched : forall logged h, untouched h (emit_all logged h).
Proof.
  unfold emit_all. induction logged as [|e logged IH]; intros h; [split; reflexivity|].
  simpl. destruct (IH (emit (FromPool e) h)) as [H1 H2]. split; [rewrite H1 | rewrite H2]; reflexivity.
Qed.

Lemma house_swap_input_untouched : forall h s n limit cross now,
  post (house_swap_input h s n limit cross now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold house_swap_input. next fail. destruct a as [[p b] logged]. next fail. next fail.
  destruct (emit_all_untouched logged (h <| amm := p |>)). split; assumption.
Qed.

Lemma house_swap_output_untouched : forall h d b limit skip now,
  post (house_swap_output h d b limit skip now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold house_swap_output. next fail. destruct a as [[p q] logged].
  destruct (emit_all_untouched logged (h <| amm := p |>)). split; assumption.
Qed.

Lemma change_open_interest_untouched : forall h sender x, post (change_open_interest h sender x) (untouched h).
Proof. intros. unfold change_open_interest. repeat next fail; split; reflexivity. Qed.

Ltac known_untouched :=
  first [apply house_swap_input_untouched | apply house_swap_output_untouched | apply change_open_interest_untouched].

Ltac pairs := repeat match goal with p : (_ * _)%type |- _ => destruct p end.

Ltac untouched_by known :=
  repeat (next known; pairs; cbn [fst] in *);
  repeat match goal with H : untouched _ _ |- _ => destruct H end; split; cbn in *; congruence.

Lemma increase_untouched : forall h sender s n limit leverage now,
  post (increase h sender s n limit leverage now) (fun r => untouched h (fst r)).
Proof. intros. unfold increase. untouched_by known_untouched. Qed.

Lemma close_untouched : forall h sender trader limit skip now,
  post (close h sender trader limit skip now) (fun r => untouched h (fst r)).
Proof. intros. unfold close. untouched_by known_untouched. Qed.

Lemma reduce_untouched : forall h sender trader s n limit cross old pnl now,
  post (reduce h sender trader s n limit cross old pnl now) (fun r => untouched h (fst r)).
Proof. intros. unfold reduce. untouched_by known_untouched. Qed.

Lemma close_and_open_untouched : forall h sender trader s n leverage limit now,
  post (close_and_open h sender trader s n leverage limit now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold close_and_open. untouched_by ltac:(first [apply close_untouched | apply increase_untouched]).
Qed.

Lemma reverse_untouched : forall h sender trader s amount leverage limit cross now,
  post (reverse h sender trader s amount leverage limit cross now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold reverse. next fail. next fail. destruct a0.
  next fail; [apply reduce_untouched | apply close_and_open_untouched].
Qed.

Lemma adjust_untouched : forall h trader, post (adjust_in_v1 h trader) (untouched h).
Proof. intros. unfold adjust_in_v1, adjust_and_store. repeat next fail; split; reflexivity. Qed.

End Tokens.
