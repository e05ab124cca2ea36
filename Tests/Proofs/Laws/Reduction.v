(** L5's steps, continued: a reduction keeps the side of a position, and so its books balance. *)

From VAMM Require Export Laws.Books.

(** Selling for less quote than a long is worth takes less base than it has. *)
Lemma sold_part_is_covered : forall n s Q B q b,
  is_unsigned n -> is_unsigned s -> is_unsigned Q -> is_unsigned B -> ONE <= B -> 0 < n < q ->
  output_price add s Q B = Value q -> input_price remove n Q B = Value b -> b <= s.
Proof.
  intros n s Q B q b Hn Hs HQ HB Hdeep Hless Hq Hb. rewrite output_price_is_distance in Hq.
  rewrite input_price_is_distance in Hb. pose proof (added_bounds _ _ _ _ _ Hs HB HQ Hq) as Hout.
  pose proof (removed_bounds _ _ _ _ _ Hn HQ HB Hb) as Hin. pose proof (cut_bounds Q B) as Hr.
  unfold cut in *. rewrite (Z.mul_comm B Q) in Hout. set (r := Q * B mod ONE) in *. clearbody r.
  unfold is_unsigned in *.
  assert (Hmost : (n + 1) * (B + s) <= Q * s + r).
  { pose proof (Z.mul_le_mono_nonneg_r (n + 1) q (B + s) ltac:(lia) ltac:(lia)). lia. }
  assert (Hbn : ONE <= B * n) by (pose proof (Z.mul_le_mono_nonneg_l 1 n B ltac:(lia) ltac:(lia)); lia).
  destruct Hin as [_ [_ [Hnq Hin]]]. specialize (Hin ltac:(lia) ltac:(lia)).
  destruct (Z.eq_dec n Q) as [->|]; [exfalso; pose proof (Z.mul_nonneg_nonneg (Q + 1) B ltac:(lia) ltac:(lia)); lia|].
  apply (le_of_products (Q - n)); lia.
Qed.

(** Buying for less quote than a short costs gets less base than it owes. *)
Lemma bought_part_is_covered : forall n s Q B q b,
  is_unsigned n -> is_unsigned s -> is_unsigned Q -> is_unsigned B -> ONE <= Q -> 0 < s -> 0 <= n < q ->
  output_price remove s Q B = Value q -> input_price add n Q B = Value b -> b <= s.
Proof.
  intros n s Q B q b Hn Hs HQ HB Hdeep Hpos Hless Hq Hb. rewrite output_price_is_distance in Hq.
  rewrite input_price_is_distance in Hb. pose proof (removed_bounds _ _ _ _ _ Hs HB HQ Hq) as Hout.
  pose proof (added_bounds _ _ _ _ _ Hn HQ HB Hb) as Hin. pose proof (cut_bounds Q B) as Hr.
  unfold cut in *. rewrite (Z.mul_comm B Q) in Hout. set (r := Q * B mod ONE) in *. clearbody r.
  unfold is_unsigned in *.
  assert (Hqs : ONE <= Q * s) by (pose proof (Z.mul_le_mono_nonneg_l 1 s Q ltac:(lia) ltac:(lia)); lia).
  destruct Hout as [_ [_ [Hsb Hout]]]. specialize (Hout ltac:(lia) Hpos).
  assert (Hless2 : n * (B - s) <= (q - 1) * (B - s)) by (apply Z.mul_le_mono_nonneg_r; lia).
  apply (le_of_products (Q + n)); lia.
Qed.

Lemma notional_left_is : forall long old n unrealized rest, notional_left long old n unrealized = Value rest ->
  0 < rest /\ rest = if long then old - n - unrealized else unrealized + old - n.
Proof.
  intros [|] old n unrealized rest H; unfold notional_left in H; apply bind_value in H as [o [Ho H]];
    apply bind_value in H as [l [Hl H]]; apply bind_value in Hl as [m [Hm Hl]];
    apply bind_value in H as [u [Hu H]]; computed; lia.
Qed.

Lemma reduce_balanced : forall h sender trader s n limit cross old pnl now,
  premium h = 0 -> plain (positions h trader) -> deep h -> is_unsigned n -> n < old ->
  valued h (positions h trader) old pnl -> size (positions h trader) <> 0 -> s = against (size (positions h trader)) ->
  post (reduce h sender trader s n limit cross old pnl now) (fun r => balanced trader h (fst r) (snd r)).
Proof.
  intros h sender trader s n limit cross old pnl now Hpremium Hplain Hdeep Hn Hless [Hvalue Hpnl] Hsize Hs.
  unfold reduce. destruct Hplain as [Hlast [Hmargin [Hopened [Hrange Htidy]]]].
  destruct Hdeep as [HQ HB]. unfold is_unsigned, is_signed, ONE in *. do 2 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h1 [Hterms [Hpositions Hamm]].
  eapply post_bind; [apply house_swap_input_books|]. intros [h2 x] [Hterms2 [Hpositions2 [Hquote Hprice]]].
  cbn [fst snd] in *. rewrite Hamm in *. next fail.
  pose proof (same_terms_trans _ _ _ Hterms Hterms2) as Hterms3.
  eapply post_bind; [apply remaining_is_the_sum; [destruct Hterms3; intuition congruence | assumption]|].
  intros [[remains debt] f] [Hremains _]. do 3 next fail. unfold post, balanced.
  cbn [fst snd bad_debt to_vault position_after].
  match goal with H : notional_left _ _ _ _ = Value _ |- _ => apply notional_left_is in H as [Hrest Hleft] end.
  computed. split; [exact Hterms3|]. intros Hdebt Htidy'. specialize (Hremains Hdebt). rewrite Hquote.
  pose proof (input_price_nonnegative _ _ _ _ _ Hprice) as Hx. unfold tidy in Htidy'.
  cbn [size open_notional] in Htidy'.
  assert (Hmoved : n = 0 -> x = 0).
  { intros ->. unfold input_price in Hprice. cbn in Hprice. destruct s; injection Hprice; lia. }
  unfold worth, opened, closing, magnitude, against in *. cbn [size margin open_notional] in *.
  destruct (0 <? size (positions h trader)) eqn:E; subst s; cbn [quote_direction_of moved_by] in *.
  - assert (- x <= size (positions h trader)).
    { destruct (Z.eq_dec n 0); [lia|]. rewrite Z.abs_eq in Hvalue by lia.
      apply (sold_part_is_covered n (size (positions h trader)) (quote (amm h)) (base (amm h)) old (- x));
        unfold is_unsigned, ONE; try assumption; lia. }
    match goal with |- context [0 <? ?new] => assert (Hnew : 0 < new) by lia;
      replace (0 <? new) with true by lia end. lia.
  - rewrite Z.abs_neq in Hvalue by lia. replace (size (positions h trader) <? 0) with true by lia.
    assert (x <= - size (positions h trader)).
    { apply (bought_part_is_covered n (- size (positions h trader)) (quote (amm h)) (base (amm h)) old x);
        unfold is_unsigned, ONE; try assumption; lia. }
    match goal with |- context [0 <? ?new] =>
      replace (0 <? new) with false by lia; replace (new <? 0) with true by lia end. lia.
Qed.

Lemma cleared_is_plain : forall now, plain (cleared now) /\ worth (cleared now) = 0 /\ size (cleared now) = 0.
Proof. intros now. unfold plain, is_signed, tidy. cbn. repeat split; lia. Qed.

Lemma close_and_open_balanced : forall h trader s n leverage limit now,
  premium h = 0 -> plain (positions h trader) -> 0 <= leverage ->
  post (close_and_open h trader trader s n leverage limit now) (fun r => balanced trader h (fst r) (snd r)).
Proof.
  intros h trader s n leverage limit now Hpremium Hplain Hleverage. unfold close_and_open.
  assert (Hclose : post (close h trader trader 0 true now) (fun r => balanced trader h (fst r) (snd r) /\
    positions (fst r) trader = cleared now /\ position_after (snd r) = no_position)).
  { pose proof (close_balanced h trader trader 0 true now Hpremium Hplain) as H1.
    pose proof (close_trades h trader trader 0 true now) as H2.
    destruct (close h trader trader 0 true now) as [[h1 r]|text|] eqn:E; try exact I. cbn [post fst snd] in *.
    destruct H2 as [_ [Hp _]]. rewrite Hp, update_same. split; [exact H1 | split; [reflexivity|]].
    unfold close in E. repeat (apply bind_value in E as [? [? E]]; pairs). injection E as <- <-. reflexivity. }
  eapply post_bind; [exact Hclose|]. intros [h1 closed] [[Hterms Hbooks] [Hp Hnone]]. cbn [fst snd] in *.
  next fail. computed. assert (Hdebt : bad_debt closed = 0) by lia.
  assert (Hout : to_vault closed = quote (amm h1) - quote (amm h) - worth (positions h trader)).
  { rewrite (Hbooks Hdebt); rewrite Hnone; [unfold worth, opened; cbn; lia | intros _; reflexivity]. }
  do 3 next fail.
  { unfold post, balanced. cbn [fst snd]. split; [exact Hterms|]. intros _ _. rewrite Hout, Hnone.
    unfold worth, opened. cbn. lia. }
  destruct (cleared_is_plain now) as [Hcleared [Hworth Hzero]].
  eapply post_bind.
  { apply increase_balanced; [destruct Hterms; intuition congruence | rewrite Hp; assumption | computed; lia
    | assumption | rewrite Hp, Hzero; destruct s; lia]. }
  intros [h2 opened'] [Hterms2 Hbooks2]. cbn [fst snd] in *. repeat next fail. unfold balanced.
  cbn [fst snd bad_debt to_vault position_after]. computed. split; [exact (same_terms_trans _ _ _ Hterms Hterms2)|].
  intros Hno Htidy. rewrite Hdebt in *. rewrite Hp, Hworth in Hbooks2. rewrite (Hbooks2 ltac:(lia) Htidy) in *. lia.
Qed.

Lemma reverse_balanced : forall h trader s amount leverage limit cross now,
  premium h = 0 -> plain (positions h trader) -> deep h -> 0 <= leverage -> size (positions h trader) <> 0 ->
  s = against (size (positions h trader)) ->
  post (reverse h trader trader s amount leverage limit cross now) (fun r => balanced trader h (fst r) (snd r)).
Proof.
  intros h trader s amount leverage limit cross now Hpremium Hplain Hdeep Hleverage Hsize Hs. unfold reverse.
  next fail. eapply post_bind; [apply spot_value; assumption|]. intros [old pnl] Hvalued. cbn [fst snd] in Hvalued.
  match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H end.
  next fail; [apply reduce_balanced; auto; lia | apply close_and_open_balanced; assumption].
Qed.
