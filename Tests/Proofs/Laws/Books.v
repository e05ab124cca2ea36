(** What a trade does to the books, in v2 without funding: what is paid in is what the quote reserve and the trader's
    worth have grown by. The steps of L5. *)

From VAMM Require Export Laws.SizesAddUp Laws.Curve.

(** What a position is owed by the vault on top of the pool's quote: its margin, less what a long paid for and plus
    what a short was paid. *)
Definition opened (p : position) : Z :=
  if 0 <? size p then open_notional p else if size p <? 0 then - open_notional p else 0.
Definition worth (p : position) : Z := margin p - opened p.

(** A position without size has no open notional. It can have one: where a trade moved no base (C11), or a reduction
    left a size of 0 (C12). *)
Definition tidy (p : position) : Prop := size p = 0 -> open_notional p = 0.

(** What trades and payments leave as it is. *)
Definition same_terms (h h' : house) : Prop :=
  version (amm h') = version (amm h) /\ toll_ratio (amm h') = toll_ratio (amm h) /\
  spread_ratio (amm h') = spread_ratio (amm h) /\ premium h' = premium h /\
  token_decimals h' = token_decimals h /\ balances h' = balances h /\ prepaid h' = prepaid h.

(** No funding was paid, and amounts are numbers of their kind. *)
Definition plain (p : position) : Prop :=
  last_premium p = 0 /\ 0 <= margin p /\ 0 <= open_notional p /\ is_signed (size p) /\ tidy p.
Definition deep (h : house) : Prop := ONE <= quote (amm h) < 2 ^ 256 /\ ONE <= base (amm h) < 2 ^ 256.

Definition moved_by (d : direction) (x q : Z) : Z := match d with add => x + q | remove => x - q end.

Definition same_pool_terms (p p' : pool) : Prop :=
  version p' = version p /\ toll_ratio p' = toll_ratio p /\ spread_ratio p' = spread_ratio p.

Lemma update_reserves_moves_quote : forall p t rule now,
  post (update_reserves p t rule now) (fun p' =>
    same_pool_terms p p' /\ quote p' = moved_by (quote_direction t) (quote p) (traded_quote t)).
Proof.
  assert (Hmove : forall p t, post (move_reserves p t) (fun p' =>
    same_pool_terms p p' /\ quote p' = moved_by (quote_direction t) (quote p) (traded_quote t))).
  { intros p [[|] q b]; unfold move_reserves; repeat next fail; computed; unfold same_pool_terms; cbn; intuition lia. }
  assert (Hrecord : forall p now, same_pool_terms p (record_reserves p now) /\
    quote (record_reserves p now) = quote p).
  { intros p now. unfold record_reserves. destruct (snapshots p) as [|latest before]; [repeat split|].
    destruct (snapshot_block latest =? block_number now); repeat split. }
  intros p t rule now. unfold update_reserves. next fail; repeat next ltac:(apply Hmove);
    match goal with |- context [record_reserves ?p ?now] => destruct (Hrecord p now) as [[? [? ?]] ->] end;
    unfold same_pool_terms in *; intuition congruence.
Qed.

Lemma swap_input_moves_quote : forall p sender d q limit cross now,
  post (swap_input p sender d q limit cross now) (fun r => let '(p', b, _) := r in
    same_pool_terms p p' /\ quote p' = moved_by d (quote p) q /\ input_price d q (quote p) (base p) = Value b).
Proof.
  intros. unfold swap_input. next fail. next fail.
  - replace q with 0 by lia. repeat split. destruct d; simpl; lia.
  - repeat next ltac:(apply update_reserves_moves_quote). cbn in *. intuition.
Qed.

Lemma swap_output_moves_quote : forall p sender d b limit skip now, b <> 0 ->
  post (swap_output p sender d b limit skip now) (fun r => let '(p', q, _) := r in
    same_pool_terms p p' /\ quote p' = moved_by (opposite d) (quote p) q /\
    output_price d b (quote p) (base p) = Value q).
Proof.
  intros p sender d b limit skip now Hb. unfold swap_output. next fail. next fail; [lia|].
  repeat next ltac:(apply update_reserves_moves_quote). cbn in *. intuition.
Qed.

Lemma emit_all_keeps : forall logged h, same_terms h (emit_all logged h) /\
  positions (emit_all logged h) = positions h /\ amm (emit_all logged h) = amm h.
Proof.
  unfold emit_all. induction logged as [|e logged IH]; intros h; [repeat split|].
  simpl. destruct (IH (emit (FromPool e) h)) as [[? [? [? [? [? [? ?]]]]]] [-> ->]]. repeat split; assumption.
Qed.

Lemma same_terms_trans : forall h1 h2 h3, same_terms h1 h2 -> same_terms h2 h3 -> same_terms h1 h3.
Proof. unfold same_terms. intuition congruence. Qed.

Lemma change_open_interest_keeps : forall h sender x, post (change_open_interest h sender x) (fun h' =>
  same_terms h h' /\ positions h' = positions h /\ amm h' = amm h).
Proof. intros. unfold change_open_interest. repeat next fail; repeat split. Qed.

Lemma house_swap_input_books : forall h s n limit cross now,
  post (house_swap_input h s n limit cross now) (fun r =>
    same_terms h (fst r) /\ positions (fst r) = positions h /\
    quote (amm (fst r)) = moved_by (quote_direction_of s) (quote (amm h)) n /\
    input_price (quote_direction_of s) n (quote (amm h)) (base (amm h)) =
      Value (match s with buy => snd r | sell => - snd r end)).
Proof.
  intros h s n limit cross now. unfold house_swap_input. eapply post_bind; [apply swap_input_moves_quote|].
  intros [[p b] logged] [[Hv [Ht Hs]] [Hq Hprice]].
  destruct (emit_all_keeps logged (h <| amm := p |>)) as [Hterms [Hp Ha]].
  assert (Hall : same_terms h (emit_all logged (h <| amm := p |>))).
  { eapply same_terms_trans; [|exact Hterms]. unfold same_terms. cbn. intuition. }
  destruct s; repeat next fail; computed; cbn [fst snd quote_direction_of] in *; rewrite Hp, Ha;
    (split; [exact Hall | split; [reflexivity | split; [exact Hq | rewrite Hprice; f_equal; lia]]]).
Qed.

Lemma funding_is_nothing : forall h p, premium h = 0 -> last_premium p = 0 ->
  post (funding_owed h p) (fun f => f = 0).
Proof.
  intros h p Hh Hp. unfold funding_owed. next fail; [reflexivity|]. next fail. computed.
  replace a with 0 by lia. unfold sdmul, smul. rewrite Z.mul_0_l. vm_compute. reflexivity.
Qed.

(** Without funding, what remains of a margin is the margin and its change, or there is bad debt. *)
Lemma remaining_is_the_sum : forall h p m, premium h = 0 -> last_premium p = 0 ->
  post (remaining_margin h p m) (fun r => let '(remains, debt, _) := r in
    (debt = 0 -> remains = m + margin p) /\ (0 <= m + margin p -> remains = m + margin p) /\ 0 <= remains).
Proof.
  intros h p m Hh Hp. unfold remaining_margin. eapply post_bind; [apply funding_is_nothing; assumption|].
  intros f ->. repeat next fail. computed. unfold floored in Heqp0. unfold magnitude in *.
  destruct (a0 <? 0) eqn:E; injection Heqp0 as <- <-; lia.
Qed.

(** A trade's books: what is paid in is what the reserve and the position's worth grow by. *)
Definition balanced (trader : account) (h h' : house) (r : result) : Prop :=
  same_terms h h' /\
  (bad_debt r = 0 -> tidy (position_after r) ->
   to_vault r = quote (amm h') - quote (amm h) + worth (position_after r) - worth (positions h trader)).

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

Lemma increase_balanced : forall h sender s n limit leverage now,
  premium h = 0 -> plain (positions h sender) -> 0 <= n -> 0 <= leverage ->
  match s with buy => 0 <= size (positions h sender) | sell => size (positions h sender) <= 0 end ->
  post (increase h sender s n limit leverage now) (fun r => balanced sender h (fst r) (snd r)).
Proof.
  intros h sender s n limit leverage now Hpremium Hplain Hn Hleverage Hside. unfold increase.
  eapply post_bind; [apply house_swap_input_books|]. intros [h1 x] [Hterms [Hpositions [Hquote Hprice]]].
  cbn [fst snd] in *. do 2 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h2 [Hterms2 [Hpositions2 Hamm2]]. do 2 next fail.
  next fail. destruct Hplain as [Hlast [Hmargin [Hopened [Hsize Htidy]]]].
  pose proof (same_terms_trans _ _ _ Hterms Hterms2) as Hterms3.
  eapply post_bind; [apply remaining_is_the_sum; [destruct Hterms3; intuition congruence | assumption]|].
  intros [[remains debt] f] [_ [Hremains _]]. do 3 next fail. unfold post, balanced.
  cbn [fst snd bad_debt to_vault position_after].
  match goal with H : ddiv n leverage = Value _ |- _ => apply ddiv_nonnegative in H; [|assumption] end.
  apply input_price_nonnegative in Hprice. computed. rewrite Hamm2, Hquote. split; [exact Hterms3|]. intros _ Htidy'.
  unfold worth. destruct s; cbn [quote_direction_of moved_by].
  - rewrite (opened_of_long (positions h sender)) by assumption. rewrite opened_of_long by (cbn; auto; lia). cbn. lia.
  - rewrite (opened_of_short (positions h sender)) by assumption. rewrite opened_of_short by (cbn; auto; lia). cbn. lia.
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

Lemma house_swap_output_books : forall h d b limit skip now, b <> 0 ->
  post (house_swap_output h d b limit skip now) (fun r =>
    same_terms h (fst r) /\ quote (amm (fst r)) = moved_by (opposite d) (quote (amm h)) (snd r) /\
    output_price d b (quote (amm h)) (base (amm h)) = Value (snd r)).
Proof.
  intros h d b limit skip now Hb. unfold house_swap_output.
  eapply post_bind; [apply swap_output_moves_quote; assumption|]. intros [[p q] logged] [[Hv [Ht Hs]] [Hq Hprice]].
  destruct (emit_all_keeps logged (h <| amm := p |>)) as [Hterms [Hp Ha]]. unfold post. cbn [fst snd]. rewrite Ha.
  split; [|split; assumption]. eapply same_terms_trans; [|exact Hterms]. unfold same_terms. cbn. intuition.
Qed.

Lemma close_balanced : forall h sender trader limit skip now,
  premium h = 0 -> plain (positions h trader) ->
  post (close h sender trader limit skip now) (fun r => balanced trader h (fst r) (snd r)).
Proof.
  intros h sender trader limit skip now Hpremium Hplain. unfold close. next fail. computed.
  assert (Hsize : size (positions h trader) <> 0) by lia.
  destruct Hplain as [Hlast [Hmargin [Hopened [_ Htidy]]]].
  eapply post_bind; [apply spot_value; assumption|]. intros [notional pnl] [Hnotional Hpnl]. cbn [fst snd] in *.
  eapply post_bind; [apply remaining_is_the_sum; assumption|]. intros [[remains debt] f] [Hremains _].
  eapply post_bind; [apply house_swap_output_books; unfold magnitude; lia|]. intros [h1 q] [Hterms [Hquote Hprice]].
  cbn [fst snd] in *. rewrite Hnotional in Hprice. injection Hprice as ->. do 3 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h2 [Hterms2 [Hpositions2 Hamm2]]. do 3 next fail.
  unfold post, balanced. cbn [fst snd bad_debt to_vault position_after]. computed.
  split; [exact (same_terms_trans _ _ _ Hterms Hterms2)|]. intros Hdebt _. rewrite (Hremains Hdebt) in *.
  change (amm (store trader (cleared now) h2)) with (amm h2). rewrite Hamm2, Hquote. unfold worth, closing, opened in *.
  destruct (0 <? size (positions h trader)) eqn:E; cbn in *; [lia|].
  replace (size (positions h trader) <? 0) with true by lia. lia.
Qed.
