(** L1 for every call of the clearing house, in both revisions and for any number of token decimals. *)

From VAMM Require Export Spec.Fund Laws.Tokens.

Section Conservation.

Context (accounts : list account).
Context (accounts_are_different : NoDup accounts) (vault_is_one : In vault accounts) (fund_is_one : In fund accounts).

Notation kept h := (conserved accounts h).

Lemma toll_pool_stays : forall h h', kept h h' -> toll_pool_is_one accounts h -> toll_pool_is_one accounts h'.
Proof. intros h h' [_ E] H. unfold toll_pool_is_one in *. rewrite E. exact H. Qed.

Lemma untouched_trans : forall h1 h2 h3, untouched h1 h2 -> untouched h2 h3 -> untouched h1 h3.
Proof. unfold untouched. intuition congruence. Qed.

Ltac pairs := repeat match goal with p : (_ * _)%type |- _ => destruct p end.

Lemma then_conserved : forall A (o : outcome A) h1 h2 (state : A -> house),
  kept h1 h2 -> post o (fun r => kept h2 (state r)) -> post o (fun r => kept h1 (state r)).
Proof.
  intros A o h1 h2 state H Ho. eapply post_weaken; [exact Ho|]. intros r Hr. exact (conserved_trans _ _ _ _ H Hr).
Qed.

Lemma settle_margin_conserves : forall h trader x, In trader accounts ->
  post (settle_margin h trader x) (kept h).
Proof.
  intros h trader x Htrader. unfold settle_margin. next fail; [apply (transfer_conserves accounts); assumption|].
  next fail; [apply (withdraw_conserves accounts); assumption | apply conserved_refl].
Qed.

Lemma position_changed_untouched : forall h trader r p fee unrealized penalty,
  post (position_changed h trader r p fee unrealized penalty) (untouched h).
Proof. intros. unfold position_changed. next fail. split; reflexivity. Qed.

Lemma open_or_reverse_untouched : forall h sender s amount leverage limit now,
  post (open_or_reverse h sender s amount leverage limit now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold open_or_reverse. next fail; [next fail; apply increase_untouched | apply reverse_untouched].
Qed.

(** The end of a trade: the margin's way, the fees, the event. *)
Lemma payments_conserve : forall h trader r p unrealized penalty (settle : house -> outcome house),
  In trader accounts -> toll_pool_is_one accounts h -> (forall h, post (settle h) (kept h)) ->
  post (let! h := settle h in
        let! (h, fee) := pay_fees h trader (exchanged_quote r) in
        position_changed h trader r p fee unrealized penalty) (kept h).
Proof.
  intros h trader r p unrealized penalty settle Htrader Htoll Hsettle.
  eapply post_bind; [apply Hsettle|]. intros h1 K1. cbv beta in *.
  eapply post_bind; [eapply (pay_fees_conserves accounts); eauto using toll_pool_stays|]. intros [h2 fee] K2.
  cbn [fst] in K2.
  eapply post_weaken; [apply position_changed_untouched|]. intros h3 K3.
  eapply conserved_trans; [exact K1|]. eapply conserved_trans; [exact K2|]. apply untouched_conserves, K3.
Qed.

Theorem L1_open_position : forall h sender s amount leverage limit now,
  In sender accounts -> toll_pool_is_one accounts h ->
  post (open_position h sender s amount leverage limit now) (kept h).
Proof.
  intros h sender s amount leverage limit now Hsender Htoll. unfold open_position. do 5 next fail.
  eapply post_bind; [apply adjust_untouched|]. intros h1 K1. next fail.
  eapply post_bind; [apply open_or_reverse_untouched|]. intros [h2 r] K2. cbn [fst] in K2.
  eapply post_bind with (P := untouched h2).
  { next fail; [destruct (bad_debt r =? 0); split; reflexivity|]. do 2 next fail. split; reflexivity. }
  intros h3 K3.
  assert (K : kept h h3).
  { apply untouched_conserves. eapply untouched_trans; [exact K1|]. eapply untouched_trans; [exact K2|]. exact K3. }
  apply (then_conserved _ _ h h3 (fun h => h) K).
  apply (payments_conserve h3 sender r _ _ _ (fun h => settle_margin h sender (to_vault r)));
    eauto using toll_pool_stays. intros. apply settle_margin_conserves. assumption.
Qed.

Lemma close_whole_or_part_untouched : forall h sender limit now,
  post (close_whole_or_part h sender limit now) (fun r => untouched h (fst r)).
Proof.
  intros. unfold close_whole_or_part. next fail; [apply close_untouched|]. next fail.
  next fail; [|apply close_untouched].
  next fail. eapply post_bind; [apply reverse_untouched|]. intros [h2 r] K2. exact K2.
Qed.

Theorem L1_close_position : forall h sender limit now,
  In sender accounts -> toll_pool_is_one accounts h -> post (close_position h sender limit now) (kept h).
Proof.
  intros h sender limit now Hsender Htoll. unfold close_position. do 3 next fail.
  eapply post_bind; [apply adjust_untouched|]. intros h1 K1.
  eapply post_bind; [apply close_whole_or_part_untouched|]. intros [h2 r] K2. cbn [fst] in K2.
  assert (K : kept h h2) by (apply untouched_conserves; eapply untouched_trans; eassumption).
  eapply post_bind with (P := kept h2).
  { next fail; [apply conserved_refl|]. next fail; [|exact I].
    eapply post_weaken; [apply (realize_bad_debt_conserves accounts); assumption|]. intros h3 K3. exact K3. }
  intros h3 K3. apply (then_conserved _ _ h h3 (fun h => h)); [eapply conserved_trans; eassumption|].
  apply (payments_conserve h3 sender r _ _ _ (fun h => withdraw h sender (magnitude (to_vault r))));
    [assumption | eauto using toll_pool_stays | intros; apply (withdraw_conserves accounts); assumption].
Qed.

Theorem L1_add_margin : forall h sender added, In sender accounts -> post (add_margin h sender added) (kept h).
Proof.
  intros h sender added Hsender. unfold add_margin. do 3 next fail.
  eapply post_bind; [apply adjust_untouched|]. intros h1 K1. next fail.
  eapply post_bind; [apply (transfer_conserves accounts); eassumption|]. intros h2 K2.
  eapply conserved_trans; [apply untouched_conserves; exact K1|]. exact K2.
Qed.

Theorem L1_remove_margin : forall h sender removed now,
  In sender accounts -> post (remove_margin h sender removed now) (kept h).
Proof.
  intros h sender removed now Hsender. unfold remove_margin. do 3 next fail.
  eapply post_bind; [apply adjust_untouched|]. intros h1 K1. do 3 next fail. pairs.
  do 3 next fail. eapply post_bind; [apply (withdraw_conserves accounts); eassumption|]. intros h2 K2.
  eapply conserved_trans; [apply untouched_conserves; exact K1|]. exact K2.
Qed.

Lemma pay_liquidation_conserves : forall h sender fee rest, In sender accounts ->
  post (pay_liquidation h sender fee rest) (kept h).
Proof.
  intros h sender fee rest Hsender. unfold pay_liquidation. eapply post_bind with (P := kept h).
  { next fail; [apply (pay_to_fund_conserves accounts); assumption | apply conserved_refl]. }
  intros h1 K1. apply (then_conserved _ _ h h1 (fun h => h) K1). apply (withdraw_conserves accounts); assumption.
Qed.

Lemma liquidate_part_conserves : forall h sender trader now, In sender accounts ->
  post (liquidate_part h sender trader now) (fun r => kept h (fst r)).
Proof.
  intros h sender trader now Hsender. unfold liquidate_part. next fail.
  eapply post_bind; [apply reverse_untouched|]. intros [h1 r] K1. cbn [fst] in K1. do 2 next fail.
  eapply post_bind; [apply pay_liquidation_conserves; eassumption|]. intros h2 K2. next fail. cbn [fst].
  eapply conserved_trans; [apply untouched_conserves; exact K1|]. exact K2.
Qed.

Lemma liquidate_whole_conserves : forall h sender trader now, In sender accounts ->
  post (liquidate_whole h sender trader now) (fun r => kept h (fst r)).
Proof.
  intros h sender trader now Hsender. unfold liquidate_whole.
  eapply post_bind; [apply close_untouched|]. intros [h1 r] K1. cbn [fst] in K1. next fail.
  destruct (fee_and_rest _ _) as [debt rest]. next fail.
  eapply post_bind with (P := kept h1).
  { destruct (in_v1 h1); unfold realize_total; next fail; try (split; reflexivity); next fail;
      (eapply post_weaken; [apply (realize_bad_debt_conserves accounts); assumption|]; intros h2 K2; exact K2). }
  intros h2 K2. eapply post_bind; [apply pay_liquidation_conserves; eassumption|]. intros h3 K3. next fail.
  cbn [fst]. eapply conserved_trans; [apply untouched_conserves; exact K1|].
  eapply conserved_trans; [exact K2|]. destruct (in_v1 h3); exact K3.
Qed.

Theorem L1_liquidate : forall h sender trader now, In sender accounts ->
  post (liquidate h sender trader now) (fun r => kept h (fst r)).
Proof.
  intros h sender trader now Hsender. unfold liquidate. do 4 next fail.
  eapply post_bind; [apply adjust_untouched|]. intros h1 K1. next fail.
  eapply post_bind with (P := fun r => kept h (fst r)).
  { apply (then_conserved _ _ h h1 fst); [apply untouched_conserves; exact K1|].
    next fail; [apply liquidate_part_conserves | apply liquidate_whole_conserves]; assumption. }
  intros [h2 r] K2. exact K2.
Qed.

Theorem L1_pay_funding : forall h now, post (pay_funding h now) (kept h).
Proof.
  intros h now. unfold pay_funding. do 2 next fail. destruct a0 as [[p fraction] logged]. next fail.
  set (h1 := emit_all logged _).
  assert (K1 : kept h h1).
  { apply untouched_conserves. eapply untouched_trans; [|apply emit_all_untouched]. split; reflexivity. }
  apply (then_conserved _ _ h h1 (fun h => h) K1).
  next fail; next fail; next fail; auto using withdraw_from_fund_conserves, pay_to_fund_conserves.
Qed.

Theorem L1_settle_position : forall h sender now, In sender accounts ->
  post (settle_position h sender now) (kept h).
Proof.
  intros h sender now Hsender. unfold settle_position. do 4 next fail.
  eapply post_bind; [apply (transfer_conserves accounts); eassumption|]. intros h1 K1. exact K1.
Qed.

Theorem L1_adjust_position : forall h sender, post (adjust_position h sender) (kept h).
Proof.
  intros h sender. unfold adjust_position, adjust_and_store. next fail; [|exact I].
  repeat next fail; split; reflexivity.
Qed.

(** The toll pool may be another afterwards. *)
Notation same_tokens h := (fun h' => all_tokens accounts h' = all_tokens accounts h).

Theorem L1_configure_house : forall h sender s, post (configure_house h sender s) (same_tokens h).
Proof. intros h sender s. unfold configure_house. repeat next fail; reflexivity. Qed.

Theorem L1_own_house : forall h sender call, post (own_house h sender call) (same_tokens h).
Proof.
  intros h sender call. unfold own_house. next fail. destruct a as [o logged]. unfold post, all_tokens.
  assert (Hemit : forall logged h, balances (fold_left (fun h t => emit (HouseTransferred t) h) logged h) = balances h).
  { clear. induction logged as [|t logged IH]; intros h; [reflexivity | simpl; rewrite IH; reflexivity]. }
  rewrite Hemit. reflexivity.
Qed.

Theorem L1_fund_pays : forall h sender x, In sender accounts -> post (fund_pays h sender x) (kept h).
Proof.
  intros h sender x Hsender. unfold fund_pays. do 4 next fail.
  eapply post_bind; [apply (transfer_conserves accounts); eassumption|]. intros h1 K1. exact K1.
Qed.

Theorem L1_configure_fund : forall h sender c, post (configure_fund h sender c) (kept h).
Proof. intros h sender c. unfold configure_fund. repeat next fail; split; reflexivity. Qed.

(** A transfer is to one of the accounts; the others move nothing. *)
Theorem L1_token_called : forall h sender c, In sender accounts ->
  match c with Transfer (Some payee) _ => In payee accounts | _ => True end -> post (token_called h sender c) (kept h).
Proof.
  intros h sender c Hsender Hpayee. unfold token_called. repeat next fail; try (split; reflexivity).
  - apply (moving_units_conserves accounts); assumption.
  - destruct (String.eqb _ vault); split; reflexivity.
Qed.

End Conservation.
