(** What payments do to the vault, with a token of 18 decimals. Its tokens count less what the insurance fund lent
    it. *)

From VAMM Require Export Laws.Reduction.

(** The vault's tokens less what the insurance fund lent it (M2). *)
Definition vault_net (h : house) : Z := balances h vault - prepaid h.

(** What payments leave as it is. *)
Definition same_settings (h h' : house) : Prop :=
  positions h' = positions h /\ amm h' = amm h /\ premium h' = premium h /\ token_decimals h' = token_decimals h /\
  toll_pool h' = toll_pool h /\ partial_ratio h' = partial_ratio h.

(** The vault gets x. *)
Definition pays (x : Z) (h h' : house) : Prop := same_settings h h' /\ vault_net h' = vault_net h + x.

Lemma same_settings_refl : forall h, same_settings h h.
Proof. unfold same_settings. intuition. Qed.

Lemma same_settings_trans : forall h1 h2 h3, same_settings h1 h2 -> same_settings h2 h3 -> same_settings h1 h3.
Proof. unfold same_settings. intuition congruence. Qed.

Lemma pays_nothing : forall h, pays 0 h h.
Proof. intros h. split; [apply same_settings_refl | lia]. Qed.

Lemma pays_then : forall x y h1 h2 h3, pays x h1 h2 -> pays y h2 h3 -> pays (x + y) h1 h3.
Proof. intros x y h1 h2 h3 [K1 E1] [K2 E2]. split; [exact (same_settings_trans _ _ _ K1 K2) | lia]. Qed.

(** With 18 decimals a wei is a unit. *)
Lemma units_of_18 : forall x u, units 18 x = Value u -> u = x.
Proof. intros x u H. unfold units, udiv in H. cbn in H. injection H as <-. apply Z.div_1_r. Qed.

Lemma decimal_of_18 : forall x u, decimal 18 x = Value u -> u = x.
Proof. intros x u H. unfold decimal, umul in H. cbn [Z.leb Z.compare] in H. apply unsigned_or_is in H. lia. Qed.

(** A transfer moves the units, and nothing else that counts here. *)
Lemma transfer_moves : forall h payer payee x kind, token_decimals h = 18 ->
  post (transfer h payer payee x kind) (fun h' => same_settings h h' /\ prepaid h' = prepaid h /\
    balances h' = balances (move_units h payer payee x)).
Proof.
  intros h payer payee x kind Hd. unfold transfer, taken_or_sent. rewrite Hd. do 2 next fail.
  match goal with H : units 18 _ = Value _ |- _ => apply units_of_18 in H end. subst.
  eapply post_bind with (P := fun h' => same_settings h h' /\ prepaid h' = prepaid h /\
    balances h' = balances (move_units h payer payee x)); [|intros h1 K1; repeat next fail; exact K1].
  do 3 next fail. unfold post, same_settings. destruct kind; repeat split.
Qed.

Lemma transfer_to_vault : forall h payer x kind, token_decimals h = 18 -> payer <> vault ->
  post (transfer h payer vault x kind) (fun h' => pays x h h' /\ balances h' vault = balances h vault + x).
Proof.
  intros h payer x kind Hd Hp. eapply post_weaken; [apply transfer_moves; exact Hd|]. intros h' [K [E1 E2]].
  assert (E : balances h' vault = balances h vault + x).
  { rewrite E2. unfold move_units. cbn -[update]. rewrite update_same, update_other by assumption. lia. }
  split; [|exact E]. split; [exact K|]. unfold vault_net. rewrite E1, E. lia.
Qed.

Lemma transfer_from_vault : forall h payee x kind, token_decimals h = 18 -> payee <> vault ->
  post (transfer h vault payee x kind) (fun h' => pays (- x) h h' /\ balances h' vault = balances h vault - x).
Proof.
  intros h payee x kind Hd Hp. eapply post_weaken; [apply transfer_moves; exact Hd|]. intros h' [K [E1 E2]].
  assert (E : balances h' vault = balances h vault - x).
  { rewrite E2. unfold move_units. cbn -[update]. rewrite update_other, update_same by assumption. lia. }
  split; [|exact E]. split; [exact K|]. unfold vault_net. rewrite E1, E. lia.
Qed.

Lemma transfer_elsewhere : forall h payer payee x kind, token_decimals h = 18 -> payer <> vault -> payee <> vault ->
  post (transfer h payer payee x kind) (pays 0 h).
Proof.
  intros h payer payee x kind Hd Hp Hq. eapply post_weaken; [apply transfer_moves; exact Hd|]. intros h' [K [E1 E2]].
  split; [exact K|]. unfold vault_net. rewrite E1, E2. unfold move_units. cbn -[update].
  rewrite !update_other by assumption. lia.
Qed.

Lemma fund_is_not_vault : fund <> vault.
Proof. discriminate. Qed.

Lemma withdraw_from_fund_pays : forall h x, token_decimals h = 18 ->
  post (withdraw_from_fund h x) (fun h' => pays x h h' /\ balances h' vault = balances h vault + x).
Proof.
  intros h x Hd. unfold withdraw_from_fund, fund_pays. do 4 next fail.
  eapply post_bind; [apply transfer_to_vault; [exact Hd | exact fund_is_not_vault]|]. intros h1 K1. exact K1.
Qed.

(** What is short is lent by the fund, which is no loss of the vault; it leaves nothing in it. *)
Lemma withdraw_pays : forall h payee x, token_decimals h = 18 -> payee <> vault ->
  post (withdraw h payee x) (fun h' => pays (- x) h h' /\ (balances h vault <= x -> balances h' vault = 0)).
Proof.
  intros h payee x Hd Hp. unfold withdraw. next fail.
  match goal with H : balance_in_decimals _ _ = Value _ |- _ =>
    unfold balance_in_decimals in H; rewrite Hd in H; apply decimal_of_18 in H; subst end.
  eapply post_bind with (P := fun h1 => pays 0 h h1 /\ (balances h vault <= x -> balances h1 vault = x)).
  - next fail; [|unfold post; split; [apply pays_nothing | lia]]. do 2 next fail. computed.
    eapply post_weaken; [apply withdraw_from_fund_pays; exact Hd|]. intros h1 [[K1 E1] E2]. cbn in E2. split; [|lia].
    split; [exact K1|]. unfold vault_net in *. cbn in E1. lia.
  - intros h1 [K1 E1]. eapply post_weaken.
    + apply transfer_from_vault; [destruct K1 as [[_ [_ [_ [K1 _]]]] _]; congruence | exact Hp].
    + intros h2 [K2 E2]. split; [exact (pays_then 0 (- x) _ _ _ K1 K2) | lia].
Qed.

(** The vault pays what it has: where something is left, all that is due. *)
Lemma pay_to_fund_pays : forall h x, token_decimals h = 18 ->
  post (pay_to_fund h x) (fun h' => exists y, y <= x /\ pays (- y) h h' /\ (y = x \/ balances h' vault = 0)).
Proof.
  intros h x Hd. unfold pay_to_fund. next fail.
  match goal with H : balance_in_decimals _ _ = Value _ |- _ =>
    unfold balance_in_decimals in H; rewrite Hd in H; apply decimal_of_18 in H; subst end.
  eapply post_weaken; [apply transfer_from_vault; [exact Hd | discriminate]|]. intros h' [K E].
  exists (Z.min x (balances h vault)). split; [lia|]. split; [exact K | lia].
Qed.

Lemma realize_bad_debt_pays : forall h x, token_decimals h = 18 -> post (realize_bad_debt h x) (pays x h).
Proof.
  intros h x Hd. unfold realize_bad_debt. next fail.
  - unfold post. split; [unfold same_settings; cbn; intuition | unfold vault_net; cbn; lia].
  - eapply post_weaken; [apply withdraw_from_fund_pays; exact Hd|]. intros h' [[K E] _].
    split; [exact K | unfold vault_net in *; cbn in E; lia].
Qed.

Lemma settle_margin_pays : forall h trader x, token_decimals h = 18 -> trader <> vault ->
  post (settle_margin h trader x) (pays x h).
Proof.
  intros h trader x Hd Ht. unfold settle_margin. next fail.
  - eapply post_weaken; [apply transfer_to_vault; assumption|]. intros h' [K _]. exact K.
  - next fail.
    + eapply post_weaken; [apply withdraw_pays; assumption|]. intros h1 [K _]. unfold magnitude in K.
      rewrite Z.abs_neq, Z.opp_involutive in K by lia. exact K.
    + unfold post. replace x with 0 by lia. apply pays_nothing.
Qed.

(** Fees go from the trader to the fund and to the toll pool. *)
Lemma pay_fees_pays_elsewhere : forall h trader q, token_decimals h = 18 -> trader <> vault ->
  toll_pool h <> Some vault -> post (pay_fees h trader q) (fun r => pays 0 h (fst r)).
Proof.
  intros h trader q Hd Ht Hpool. unfold pay_fees. next fail. destruct a as [toll spread]. next fail.
  eapply post_bind with (P := pays 0 h).
  - next fail; [apply pays_nothing | apply transfer_elsewhere; [exact Hd | exact Ht | exact fund_is_not_vault]].
  - intros h1 K1. eapply post_bind with (P := pays 0 h); [|intros h2 K2; exact K2].
    next fail; [exact K1|]. pose proof K1 as [[_ [_ [_ [E1 [E2 _]]]]] _].
    destruct (toll_pool h1) as [pool|] eqn:E; [|exact I].
    eapply post_bind; [apply transfer_elsewhere; [congruence | exact Ht | congruence]|].
    intros h2 K2. next fail. exact (pays_then 0 0 _ _ _ K1 K2).
Qed.

Lemma position_changed_pays_nothing : forall h trader r p fee unrealized penalty,
  post (position_changed h trader r p fee unrealized penalty) (pays 0 h).
Proof. intros. unfold position_changed. next fail. exact (pays_nothing h). Qed.

(** A liquidation's: the liquidator's fee, and the rest to the fund as far as there is something. *)
Lemma pay_liquidation_pays : forall h sender fee rest, token_decimals h = 18 -> sender <> vault -> 0 <= fee ->
  0 <= rest -> post (pay_liquidation h sender fee rest) (fun h' => exists y, y <= rest /\ pays (- (fee + y)) h h' /\
    (y = rest \/ balances h' vault = 0)).
Proof.
  intros h sender fee rest Hd Hs Hfee Hrest. unfold pay_liquidation.
  eapply post_bind with (P := fun h1 => exists y, y <= rest /\ pays (- y) h h1 /\
    (y = rest \/ balances h1 vault = 0)).
  - next fail; [apply pay_to_fund_pays; exact Hd|]. unfold post. exists 0. replace rest with 0 by lia.
    split; [lia|]. split; [apply pays_nothing | left; reflexivity].
  - intros h1 [y [Hy [K1 E1]]]. pose proof K1 as [[_ [_ [_ [Ed _]]]] _].
    eapply post_weaken; [apply withdraw_pays; [congruence | exact Hs]|]. intros h2 [K2 E2]. exists y.
    split; [exact Hy|]. split; [|destruct E1 as [|E1]; [left; assumption | right; apply E2; lia]].
    replace (- (fee + y)) with (- y + - fee) by lia. exact (pays_then _ _ _ _ _ K1 K2).
Qed.
