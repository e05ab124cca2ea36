(** What a trade does to the books, in v2: what is paid in is what the quote reserve and the trader's claim have grown
    by, but for the cut of one payment of funding. The steps of L5. *)

From VAMM Require Export Laws.SizesAddUp Laws.Rounding.

(** Simplification leaves products by ONE as they are. *)
#[local] Arguments Z.mul : simpl never.

(** Takes a statement of several parts apart, and no part itself. *)
Ltac apart := repeat match goal with |- _ /\ _ => split end.

(** Both of what is known of an outcome. *)
Lemma post_both : forall A (o : outcome A) P Q, post o P -> post o Q -> post o (fun a => P a /\ Q a).
Proof. intros A [a | text |] P Q HP HQ; try exact I. split; assumption. Qed.

(** What a position is owed by the vault on top of the pool's quote: its margin, less what a long paid for and plus
    what a short was paid. *)
Definition opened (p : position) : Z :=
  if 0 <? size p then open_notional p else if size p <? 0 then - open_notional p else 0.
Definition worth (p : position) : Z := margin p - opened p.

(** That less the funding that it owes by a premium, in units of 10^-18 wei, as nothing is cut off. *)
Definition claim (premium : Z) (p : position) : Z := worth p * ONE - (premium - last_premium p) * size p.

(** A position without size has no open notional. It can have one: where a trade moved no base (C11), or a reduction
    left a size of 0 (C12). *)
Definition tidy (p : position) : Prop := size p = 0 -> open_notional p = 0.

(** Amounts are numbers of their kind. *)
Definition sound (p : position) : Prop := 0 <= margin p /\ 0 <= open_notional p /\ is_signed (size p).
Definition plain (p : position) : Prop := sound p /\ tidy p.
Definition deep (h : house) : Prop := ONE <= quote (amm h) < 2 ^ 256 /\ ONE <= base (amm h) < 2 ^ 256.

(** What trades leave as it is. *)
Definition same_terms (h h' : house) : Prop :=
  version (amm h') = version (amm h) /\ premium h' = premium h /\ token_decimals h' = token_decimals h /\
  balances h' = balances h /\ prepaid h' = prepaid h /\ toll_pool h' = toll_pool h /\
  partial_ratio h' = partial_ratio h /\ fee_ratio h' = fee_ratio h.

Lemma same_terms_trans : forall h1 h2 h3, same_terms h1 h2 -> same_terms h2 h3 -> same_terms h1 h3.
Proof. unfold same_terms. intuition congruence. Qed.

(** * Swaps *)

Definition moved_by (d : direction) (x q : Z) : Z := match d with add => x + q | remove => x - q end.

Lemma update_reserves_moves_quote : forall p t rule now,
  post (update_reserves p t rule now) (fun p' =>
    version p' = version p /\ quote p' = moved_by (quote_direction t) (quote p) (traded_quote t)).
Proof.
  assert (Hmove : forall p t, post (move_reserves p t) (fun p' =>
    version p' = version p /\ quote p' = moved_by (quote_direction t) (quote p) (traded_quote t))).
  { intros p [[|] q b]; unfold move_reserves; repeat next fail; computed; cbn; intuition lia. }
  assert (Hrecord : forall p now, version (record_reserves p now) = version p /\
    quote (record_reserves p now) = quote p).
  { intros p now. unfold record_reserves. destruct (snapshots p) as [|latest before]; [repeat split|].
    destruct (snapshot_block latest =? block_number now); repeat split. }
  intros p t rule now. unfold update_reserves. next fail; repeat next ltac:(apply Hmove);
    match goal with |- context [record_reserves ?p ?now] => destruct (Hrecord p now) as [-> ->] end;
    intuition congruence.
Qed.

Lemma swap_input_moves_quote : forall p sender d q limit cross now,
  post (swap_input p sender d q limit cross now) (fun r => let '(p', b, _) := r in
    version p' = version p /\ quote p' = moved_by d (quote p) q /\ input_price d q (quote p) (base p) = Value b).
Proof.
  intros. unfold swap_input. next fail. next fail.
  - replace q with 0 by lia. repeat split. destruct d; simpl; lia.
  - repeat next ltac:(apply update_reserves_moves_quote). cbn in *. intuition.
Qed.

Lemma swap_output_moves_quote : forall p sender d b limit skip now, b <> 0 ->
  post (swap_output p sender d b limit skip now) (fun r => let '(p', q, _) := r in
    version p' = version p /\ quote p' = moved_by (opposite d) (quote p) q /\
    output_price d b (quote p) (base p) = Value q).
Proof.
  intros p sender d b limit skip now Hb. unfold swap_output. next fail. next fail; [lia|].
  repeat next ltac:(apply update_reserves_moves_quote). cbn in *. intuition.
Qed.

Lemma emit_all_keeps : forall logged h, same_terms h (emit_all logged h) /\
  positions (emit_all logged h) = positions h /\ amm (emit_all logged h) = amm h.
Proof.
  unfold emit_all. induction logged as [|e logged IH]; intros h; [repeat split|].
  simpl. destruct (IH (emit (FromPool e) h)) as [[? [? [? [? [? [? [? ?]]]]]]] [-> ->]]. repeat split; assumption.
Qed.

Lemma change_open_interest_keeps : forall h sender x, post (change_open_interest h sender x) (fun h' =>
  same_terms h h' /\ positions h' = positions h /\ amm h' = amm h).
Proof. intros. unfold change_open_interest. repeat next fail; repeat split. Qed.

(** The events of a swap and the pool after it leave the terms. *)
Lemma swapped_keeps : forall h p logged, version p = version (amm h) ->
  same_terms h (emit_all logged (h <| amm := p |>)).
Proof.
  intros h p logged Hv. destruct (emit_all_keeps logged (h <| amm := p |>)) as [Hterms _].
  eapply same_terms_trans; [|exact Hterms]. unfold same_terms. cbn. intuition.
Qed.

Lemma house_swap_input_books : forall h s n limit cross now,
  post (house_swap_input h s n limit cross now) (fun r =>
    same_terms h (fst r) /\ positions (fst r) = positions h /\
    quote (amm (fst r)) = moved_by (quote_direction_of s) (quote (amm h)) n /\
    input_price (quote_direction_of s) n (quote (amm h)) (base (amm h)) =
      Value (match s with buy => snd r | sell => - snd r end)).
Proof.
  intros h s n limit cross now. unfold house_swap_input. eapply post_bind; [apply swap_input_moves_quote|].
  intros [[p b] logged] [Hv [Hq Hprice]]. pose proof (swapped_keeps h p logged Hv) as Hall.
  destruct (emit_all_keeps logged (h <| amm := p |>)) as [_ [Hp Ha]].
  destruct s; repeat next fail; computed; cbn [fst snd quote_direction_of] in *; rewrite Hp, Ha;
    (split; [exact Hall | split; [reflexivity | split; [exact Hq | rewrite Hprice; f_equal; lia]]]).
Qed.

Lemma house_swap_output_books : forall h d b limit skip now, b <> 0 ->
  post (house_swap_output h d b limit skip now) (fun r =>
    same_terms h (fst r) /\ positions (fst r) = positions h /\
    quote (amm (fst r)) = moved_by (opposite d) (quote (amm h)) (snd r) /\
    output_price d b (quote (amm h)) (base (amm h)) = Value (snd r)).
Proof.
  intros h d b limit skip now Hb. unfold house_swap_output.
  eapply post_bind; [apply swap_output_moves_quote; assumption|]. intros [[p q] logged] [Hv [Hq Hprice]].
  destruct (emit_all_keeps logged (h <| amm := p |>)) as [_ [Hp Ha]]. unfold post. cbn [fst snd]. rewrite Ha, Hp.
  split; [exact (swapped_keeps h p logged Hv) | repeat split; assumption].
Qed.

(** * What remains of a margin *)

(** Less than a wei off, in units of 10^-18 wei; nothing off where no funding is owed. *)
Definition close_to_0 (unfunded : Prop) (x : Z) : Prop := - ONE < x < ONE /\ (unfunded -> x = 0).

(** Funding owed is the exact one but for less than a wei. *)
Lemma funding_is_cut : forall h p, post (funding_owed h p) (fun f =>
  close_to_0 (premium h = last_premium p) (f * ONE - (premium h - last_premium p) * size p) /\
  (size p = 0 -> f = 0)).
Proof.
  intros h p. unfold funding_owed, close_to_0. next fail.
  - unfold post. replace (size p) with 0 by lia. unfold ONE. lia.
  - next fail. computed. destruct (sdmul a (size p)) as [f | |] eqn:E; try exact I.
    apply L10_product_of_signed_decimals in E as [E _]. unfold post. subst a. split; [|lia]. split; [lia|].
    intros Hsame. rewrite Hsame, Z.sub_diag in *. unfold ONE in *. lia.
Qed.

Lemma remaining_is : forall h p m, post (remaining_margin h p m) (fun r => let '(remains, debt, f) := r in
  remains - debt = m + margin p - f /\ 0 <= remains /\ 0 <= debt /\ (debt = 0 \/ remains = 0) /\
  close_to_0 (premium h = last_premium p) (f * ONE - (premium h - last_premium p) * size p) /\
  (size p = 0 -> f = 0)).
Proof.
  intros h p m. unfold remaining_margin. eapply post_bind; [apply funding_is_cut|].
  intros f Hf. repeat next fail. computed. unfold floored in Heqp0. unfold magnitude in *.
  destruct (a0 <? 0) eqn:E; injection Heqp0 as <- <-; intuition lia.
Qed.

(** * Trades *)

(** What was paid in, and what is lost to the trader's debt, less what the reserve and the claim grew by. *)
Definition error (lost : Z) (trader : account) (h h' : house) (r : result) : Z :=
  (to_vault r + lost - (quote (amm h') - quote (amm h))) * ONE -
  (claim (premium h) (position_after r) - claim (premium h) (positions h trader)).

Definition balanced (lost : Z) (trader : account) (h h' : house) (r : result) : Prop :=
  tidy (position_after r) ->
  close_to_0 (premium h = last_premium (positions h trader)) (error lost trader h h' r).

(** What a trade answers can be stored. *)
Definition answers (h h' : house) (r : result) : Prop := same_terms h h' /\ sound (position_after r).

Lemma claim_of_settled : forall premium p, last_premium p = premium -> claim premium p = worth p * ONE.
Proof. intros premium p <-. unfold claim. rewrite Z.sub_diag. lia. Qed.

Lemma claim_without_size : forall premium p, size p = 0 -> claim premium p = margin p * ONE.
Proof. intros premium p H. unfold claim, worth, opened. rewrite H. cbn. lia. Qed.

(** Prices and products of decimals are unsigned, whatever they are asked for. *)
Lemma input_price_nonnegative : forall d n Q B b, input_price d n Q B = Value b -> 0 <= b.
Proof.
  intros d n Q B b H. apply (post_of_value _ _ (fun b => 0 <= b) b) in H; [exact H|]. unfold input_price.
  next fail; [unfold post; cbv beta; lia|]. repeat next fail. unfold against_trader, magnitude.
  next fail; [unfold post; cbv beta; lia|].
  destruct d; [destruct (usub _ 1) eqn:E | destruct (uadd _ 1) eqn:E]; try exact I; computed; unfold post; cbv beta;
    lia.
Qed.

Lemma dmul_unsigned : forall x y z, dmul x y = Value z -> is_unsigned z.
Proof.
  intros x y z H. unfold dmul, umul in H. apply bind_value in H as [u [Hu H]]. apply unsigned_or_is in Hu.
  unfold udiv in H. change (negb (ONE =? 0)) with true in H. injection H as <-.
  pose proof (div_bounds u ONE ONE_positive). unfold is_unsigned, ONE in *. lia.
Qed.

Lemma ddiv_nonnegative : forall x y z, 0 <= y -> ddiv x y = Value z -> 0 <= z.
Proof.
  intros x y z Hy H. unfold ddiv, umul in H. apply bind_value in H as [u [Hu H]]. apply unsigned_or_is in Hu.
  unfold udiv in H. apply bind_value in H as [t [Ht H]]. apply require_is in Ht. injection H as <-.
  apply Z.div_pos; lia.
Qed.

Lemma sadd_signed : forall x y z, sadd x y = Value z -> is_signed z.
Proof. intros x y z H. apply signed_or_is in H as [-> H]. exact H. Qed.

Lemma opened_of_long : forall p, 0 <= size p -> tidy p -> opened p = open_notional p.
Proof.
  intros p Hs Ht. unfold opened. destruct (0 <? size p) eqn:E; [reflexivity|].
  replace (size p <? 0) with false by lia. symmetry. apply Ht. lia.
Qed.

Lemma opened_of_short : forall p, size p <= 0 -> tidy p -> opened p = - open_notional p.
Proof.
  intros p Hs Ht. unfold opened. replace (0 <? size p) with false by lia.
  destruct (size p <? 0) eqn:E; [reflexivity|]. rewrite Ht by lia. reflexivity.
Qed.

(** An increase may lose what funding takes beyond the margin (C11 leaves that debt out); then no margin is left. On a
    position without size nothing is lost and nothing cut. *)
Lemma increase_balanced : forall h sender s n limit leverage now,
  plain (positions h sender) -> 0 <= n -> 0 <= leverage ->
  match s with buy => 0 <= size (positions h sender) | sell => size (positions h sender) <= 0 end ->
  post (increase h sender s n limit leverage now) (fun r => let (h', r) := r in
    answers h h' r /\ bad_debt r = 0 /\ 0 <= to_vault r /\ exists lost,
      0 <= lost /\ (0 < lost -> margin (position_after r) = 0 /\ size (position_after r) <> 0) /\
      balanced lost sender h h' r /\
      (size (positions h sender) = 0 -> lost = 0 /\ (tidy (position_after r) -> error 0 sender h h' r = 0))).
Proof.
  intros h sender s n limit leverage now [[Hmargin [Hopened Hsize]] Htidy] Hn Hleverage Hside. unfold increase.
  eapply post_bind; [apply house_swap_input_books|]. intros [h1 x] [Hterms [Hpositions [Hquote Hprice]]].
  cbn [fst snd] in *. do 2 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h2 [Hterms2 [Hpositions2 Hamm2]]. do 2 next fail.
  next fail. pose proof (same_terms_trans _ _ _ Hterms Hterms2) as Hterms3.
  assert (Hpremium : premium h2 = premium h) by apply Hterms3.
  eapply post_bind; [apply remaining_is|].
  intros [[remains debt] f] [Hsum [Hremains [Hdebt [Hone [Hcut Hnone]]]]]. rewrite Hpremium in Hcut. do 3 next fail.
  match goal with H : ddiv n leverage = Value _ |- _ => apply ddiv_nonnegative in H; [|assumption] end.
  apply input_price_nonnegative in Hprice.
  match goal with H : sadd _ _ = Value _ |- _ => pose proof (sadd_signed _ _ _ H) as Hsigned end.
  computed. unfold post. cbn [bad_debt to_vault position_after margin].
  split; [split; [exact Hterms3 | unfold sound; cbn; intuition lia]|]. split; [reflexivity|]. split; [lia|].
  exists debt. split; [exact Hdebt|]. split; [cbn [size]; destruct s; lia|].
  match goal with |- balanced _ _ _ _ ?r /\ _ => set (answer := r) end.
  assert (Herror : tidy (position_after answer) -> error debt sender h h2 answer =
    f * ONE - (premium h - last_premium (positions h sender)) * size (positions h sender)).
  { intros Htidy'. unfold error. rewrite (claim_of_settled _ (position_after answer)) by exact Hpremium.
    rewrite Hamm2, Hquote. unfold claim, worth. destruct s; cbn [quote_direction_of moved_by].
    - rewrite (opened_of_long (positions h sender)) by assumption. rewrite opened_of_long by (cbn; auto; lia). cbn. lia.
    - rewrite (opened_of_short (positions h sender)) by assumption. rewrite opened_of_short by (cbn; auto; lia).
      cbn. lia. }
  split; [intros Htidy'; rewrite Herror by assumption; exact Hcut|].
  intros Hempty. specialize (Hnone Hempty). subst f. assert (debt = 0) by lia. subst debt. split; [reflexivity|].
  intros Htidy'. rewrite Herror by assumption. rewrite Hempty. lia.
Qed.

(** The worth of a position by the pool's own price. *)
Definition valued (h : house) (p : position) (notional pnl : Z) : Prop :=
  output_price (closing (size p)) (magnitude (size p)) (quote (amm h)) (base (amm h)) = Value notional /\
  pnl = if 0 <? size p then notional - open_notional p else open_notional p - notional.

Lemma pnl_of_is : forall long notional opened pnl, pnl_of long notional opened = Value pnl ->
  pnl = if long then notional - opened else opened - notional.
Proof.
  intros [|] notional opened pnl H; unfold pnl_of in H; apply bind_value in H as [first [Hf H]]; computed; lia.
Qed.

Lemma spot_value : forall h p now, size p <> 0 ->
  post (value_position h p spot now) (fun r => valued h p (fst r) (snd r)).
Proof.
  intros h p now Hsize. unfold value_position. next fail; [lia|]. do 2 next fail. unfold post, valued. cbn [fst snd].
  match goal with H : pnl_of _ _ _ = Value _ |- _ => apply pnl_of_is in H end. split; assumption.
Qed.

Lemma no_position_is_plain : plain no_position.
Proof. unfold plain, sound, tidy, is_signed. cbn. lia. Qed.

Lemma cleared_is_plain : forall now, plain (cleared now) /\ size (cleared now) = 0 /\ margin (cleared now) = 0.
Proof. intros now. unfold plain, sound, tidy, is_signed. cbn. lia. Qed.

(** A close pays out what remains; what is missing is bad debt. *)
Lemma close_balanced : forall h sender trader limit skip now, plain (positions h trader) ->
  post (close h sender trader limit skip now) (fun r => let (h', r) := r in
    answers h h' r /\
    close_to_0 (premium h = last_premium (positions h trader)) (error (bad_debt r) trader h h' r) /\
    position_after r = no_position /\ positions h' = update (positions h) trader (cleared now) /\ to_vault r <= 0 /\
    0 <= bad_debt r /\ (bad_debt r = 0 \/ to_vault r = 0) /\
    output_price (closing (size (positions h trader))) (magnitude (size (positions h trader)))
      (quote (amm h)) (base (amm h)) = Value (exchanged_quote r)).
Proof.
  intros h sender trader limit skip now [[Hmargin [Hopened _]] Htidy]. unfold close. next fail. computed.
  assert (Hsize : size (positions h trader) <> 0) by lia.
  eapply post_bind; [apply spot_value; assumption|]. intros [notional pnl] [Hnotional Hpnl]. cbn [fst snd] in *.
  eapply post_bind; [apply remaining_is|].
  intros [[remains debt] f] [Hsum [Hremains [Hdebt [Hone [Hcut _]]]]].
  eapply post_bind; [apply house_swap_output_books; unfold magnitude; lia|].
  intros [h1 q] [Hterms [Hpositions [Hquote Hprice]]].
  cbn [fst snd] in *. rewrite Hnotional in Hprice. injection Hprice as ->. do 3 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h2 [Hterms2 [Hpositions2 Hamm2]]. do 3 next fail.
  unfold post. computed. cbn [bad_debt to_vault position_after exchanged_quote].
  split; [split; [exact (same_terms_trans _ _ _ Hterms Hterms2) | apply no_position_is_plain]|].
  split; [|repeat split; try lia; try assumption; unfold store; cbn; congruence].
  unfold close_to_0, error in *. cbn [bad_debt to_vault position_after].
  change (amm (store trader (cleared now) h2)) with (amm h2). rewrite Hamm2, Hquote.
  change (claim (premium h) no_position) with (0 * ONE - (premium h - 0) * 0).
  unfold claim, worth, closing, opened in *.
  destruct (0 <? size (positions h trader)) eqn:E; cbn [moved_by opposite] in *; [lia|].
  replace (size (positions h trader) <? 0) with true by lia. lia.
Qed.
