(** L5's steps, continued: a reduction keeps the side of a position, and so its books balance; a part of a position is
    worth no more than the whole. *)

From VAMM Require Export Laws.Books.

#[local] Arguments Z.mul : simpl never.

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

(** A reduction moves no money; debt that it leaves takes all of the margin. *)
Lemma reduce_balanced : forall h sender trader s n limit cross old pnl now,
  plain (positions h trader) -> deep h -> is_unsigned n -> n < old ->
  valued h (positions h trader) old pnl -> size (positions h trader) <> 0 -> s = against (size (positions h trader)) ->
  post (reduce h sender trader s n limit cross old pnl now) (fun r => let (h', r) := r in
    answers h h' r /\ to_vault r = 0 /\ 0 <= bad_debt r /\ (0 < bad_debt r -> margin (position_after r) = 0) /\
    balanced (bad_debt r) trader h h' r).
Proof.
  intros h sender trader s n limit cross old pnl now [[Hmargin [Hopened Hrange]] Htidy] Hdeep Hn Hless [Hvalue Hpnl]
    Hsize Hs. unfold reduce.
  destruct Hdeep as [HQ HB]. unfold is_unsigned, is_signed, ONE in HQ, HB, Hn, Hrange. do 2 next fail.
  eapply post_bind; [apply change_open_interest_keeps|]. intros h1 [Hterms [Hpositions Hamm]].
  eapply post_bind; [apply house_swap_input_books|]. intros [h2 x] [Hterms2 [Hpositions2 [Hquote Hprice]]].
  cbn [fst snd] in *. rewrite Hamm in *. next fail.
  pose proof (same_terms_trans _ _ _ Hterms Hterms2) as Hterms3.
  assert (Hpremium : premium h2 = premium h) by apply Hterms3.
  eapply post_bind; [apply remaining_is|].
  intros [[remains debt] f] [Hsum [Hremains [Hdebt [Hone [Hcut _]]]]]. rewrite Hpremium in Hcut. do 3 next fail.
  unfold post.
  match goal with H : notional_left _ _ _ _ = Value _ |- _ => apply notional_left_is in H as [Hrest Hleft] end.
  match goal with H : sadd (size _) _ = Value _ |- _ => pose proof (sadd_signed _ _ _ H) as Hsigned end.
  computed. cbn [bad_debt to_vault position_after margin].
  split; [split; [exact Hterms3 | unfold sound; cbn; intuition lia]|]. split; [reflexivity|]. split; [exact Hdebt|].
  split; [lia|]. unfold balanced. cbn [position_after]. intros Htidy'.
  pose proof (input_price_nonnegative _ _ _ _ _ Hprice) as Hx. unfold tidy in Htidy'.
  cbn [size open_notional] in Htidy'.
  assert (Hmoved : n = 0 -> x = 0).
  { intros ->. unfold input_price in Hprice. cbn in Hprice. destruct s; injection Hprice; lia. }
  unfold close_to_0, error in *. rewrite claim_of_settled by exact Hpremium. rewrite Hquote.
  cbn [to_vault position_after].
  unfold claim, worth, opened, closing, magnitude, against in *. cbn [size margin open_notional] in *.
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

Lemma ddiv_of_nothing : forall y z, ddiv 0 y = Value z -> z = 0.
Proof.
  intros y z H. unfold ddiv, umul in H. apply bind_value in H as [u [Hu H]]. apply unsigned_or_is in Hu as [-> _].
  unfold udiv in H. apply bind_value in H as [t [_ H]]. assert (E : z = 0 * ONE / y) by congruence.
  rewrite E. reflexivity.
Qed.

(** What a trade for the whole worth of a position answers is that of its close. *)
Lemma close_and_open_of_the_whole : forall h sender trader s n leverage limit now,
  plain (positions h trader) ->
  output_price (closing (size (positions h trader))) (magnitude (size (positions h trader)))
    (quote (amm h)) (base (amm h)) = Value n ->
  post (close_and_open h sender trader s n leverage limit now) (fun r => let (h', r) := r in
    answers h h' r /\
    close_to_0 (premium h = last_premium (positions h trader)) (error 0 trader h h' r) /\
    position_after r = no_position /\
    traded trader h h' r /\ to_vault r <= 0 /\ bad_debt r = 0).
Proof.
  intros h sender trader s n leverage limit now Hplain Hn. unfold close_and_open.
  eapply post_bind; [apply post_both; [apply close_balanced; exact Hplain | apply close_trades]|].
  intros [h1 closed] [[Hanswers [Herror [Hnone [Hpositions [Hout [Hdebt [_ Hprice]]]]]]] [Htraded _]].
  rewrite Hn in Hprice. injection Hprice as ->. next fail. computed.
  assert (Hzero : bad_debt closed = 0) by lia. rewrite Hzero in Herror. next fail. computed.
  destruct (ddiv a0 leverage) as [added | |] eqn:E; try exact I. cbn [bind].
  assert (Hadded : added = 0).
  { apply (ddiv_of_nothing leverage). replace 0 with a0 by lia. exact E. }
  subst added. change (0 =? 0) with true. unfold post. cbv beta iota. apart; first [assumption | apply Herror].
Qed.

Lemma close_and_open_balanced : forall h trader s n leverage limit now,
  plain (positions h trader) -> 0 <= leverage ->
  post (close_and_open h trader trader s n leverage limit now) (fun r => let (h', r) := r in
    answers h h' r /\ bad_debt r = 0 /\ balanced 0 trader h h' r).
Proof.
  intros h trader s n leverage limit now Hplain Hleverage. unfold close_and_open.
  eapply post_bind; [apply close_balanced; exact Hplain|].
  intros [h1 closed] [[Hterms Hsound] [Herror [Hnone [Hpositions [Hout [Hdebt [_ _]]]]]]].
  next fail. computed. assert (Hzero : bad_debt closed = 0) by lia. rewrite Hzero in Herror.
  do 3 next fail; [unfold post; cbv beta iota; apart; [split; assumption | assumption | intros _; assumption]|].
  destruct (cleared_is_plain now) as [Hcleared [Hsize Hmargin]].
  assert (Hp : positions h1 trader = cleared now) by (rewrite Hpositions; apply update_same).
  eapply post_bind.
  { apply increase_balanced; [rewrite Hp; assumption | computed; lia | assumption | rewrite Hp, Hsize; destruct s;
      lia]. }
  intros [h2 opened'] [[Hterms2 Hsound2] [Hdebt2 [Hin [lost [_ [_ [_ Hexact]]]]]]].
  rewrite Hp in Hexact. destruct (Hexact Hsize) as [_ Hexact']. repeat next fail.
  unfold balanced, close_to_0, error in *.
  cbn [fst snd bad_debt to_vault position_after] in *. computed.
  split; [split; [exact (same_terms_trans _ _ _ Hterms Hterms2) | exact Hsound2]|]. split; [lia|].
  intros Htidy. specialize (Hexact' Htidy). assert (Hpremium : premium h1 = premium h) by apply Hterms.
  rewrite Hpremium, Hp in Hexact'. rewrite (claim_without_size _ (cleared now)), Hmargin in Hexact' by exact Hsize.
  rewrite Hnone, (claim_without_size _ no_position) in Herror by reflexivity. cbn [margin no_position] in Herror. lia.
Qed.

Lemma reverse_balanced : forall h trader s amount leverage limit cross now,
  plain (positions h trader) -> deep h -> 0 <= leverage -> size (positions h trader) <> 0 ->
  s = against (size (positions h trader)) ->
  post (reverse h trader trader s amount leverage limit cross now) (fun r => let (h', r) := r in
    answers h h' r /\ 0 <= bad_debt r /\ balanced (bad_debt r) trader h h' r).
Proof.
  intros h trader s amount leverage limit cross now Hplain Hdeep Hleverage Hsize Hs. unfold reverse.
  next fail. eapply post_bind; [apply spot_value; assumption|]. intros [old pnl] Hvalued. cbn [fst snd] in Hvalued.
  match goal with H : dmul _ _ = Value _ |- _ => apply dmul_unsigned in H end.
  next fail.
  - eapply post_weaken; [apply reduce_balanced; auto; lia|]. intros [h' r]. intuition.
  - eapply post_weaken; [apply close_and_open_balanced; assumption|]. intros [h' r] [K1 [K2 K3]]. rewrite K2.
    intuition lia.
Qed.

(** * Parts *)

(** Less of an asset is worth no more: the rule is monotone where it is not below r. *)
Lemma less_added_is_worth_less : forall emptied a b x y v w,
  is_unsigned a -> is_unsigned b -> is_unsigned x -> is_unsigned y -> a <= b ->
  distance emptied add a x y = Value v -> distance emptied add b x y = Value w -> v <= w.
Proof.
  intros emptied a b x y v w Ha Hb Hx Hy Hab Hv Hw. unfold is_unsigned in *.
  destruct (Z.eq_dec a 0) as [->|].
  { apply nothing_traded in Hv. subst v. apply added_bounds in Hw; unfold is_unsigned; lia. }
  apply added_bounds in Hv; try (unfold is_unsigned; lia). apply added_bounds in Hw; try (unfold is_unsigned; lia).
  pose proof (cut_bounds x y). pose proof (kept_bounds x y ltac:(lia) ltac:(lia)) as Hr. unfold kept in Hr.
  (* With N(a) = y·a + r: N(a)·(x + b) ≤ N(b)·(x + a), as y·x ≥ r. *)
  assert (Hcross : (y * a + cut x y) * (x + b) <= (y * b + cut x y) * (x + a)).
  { assert (E : (y * b + cut x y) * (x + a) - (y * a + cut x y) * (x + b) = (b - a) * (x * y - cut x y)) by ring.
    pose proof (Z.mul_nonneg_nonneg (b - a) (x * y - cut x y) ltac:(lia) ltac:(lia)). lia. }
  set (na := y * a + cut x y) in *. set (nb := y * b + cut x y) in *. clearbody na nb.
  (* v·(x + a)·(x + b) ≤ nb·(x + a) < (w + 1)·(x + b)·(x + a). *)
  assert (H1 : v * (x + a) * (x + b) <= na * (x + b)) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (H2 : nb * (x + a) < (w + 1) * (x + b) * (x + a)) by (apply Z.mul_lt_mono_pos_r; lia).
  assert (H3 : v * ((x + a) * (x + b)) < (w + 1) * ((x + a) * (x + b))).
  { replace (v * ((x + a) * (x + b))) with (v * (x + a) * (x + b)) by ring.
    replace ((w + 1) * ((x + a) * (x + b))) with ((w + 1) * (x + b) * (x + a)) by ring. lia. }
  apply Z.mul_lt_mono_pos_r in H3; [lia|]. apply Z.mul_pos_pos; lia.
Qed.

Lemma less_removed_is_worth_less : forall emptied a b x y v w,
  is_unsigned a -> is_unsigned b -> is_unsigned x -> is_unsigned y -> ONE <= y -> a <= b ->
  distance emptied remove a x y = Value v -> distance emptied remove b x y = Value w -> v <= w.
Proof.
  intros emptied a b x y v w Ha Hb Hx Hy Hdeep Hab Hv Hw. unfold is_unsigned in *.
  destruct (Z.eq_dec a 0) as [->|].
  { apply nothing_traded in Hv. subst v. apply removed_bounds in Hw; unfold is_unsigned; lia. }
  destruct (distance_value _ _ _ _ _ _ Hb Hx Hy ltac:(lia) Hw) as [_ [Hafter _]]. simpl in Hafter.
  apply removed_bounds in Hv; try (unfold is_unsigned; lia). apply removed_bounds in Hw; try (unfold is_unsigned; lia).
  pose proof (cut_bounds x y). assert (Hya : cut x y <= y * a) by (unfold ONE in *; nia).
  destruct Hv as [_ [_ [_ Hv]]]. specialize (Hv Hya ltac:(lia)). destruct Hw as [_ [Hw _]].
  (* With N(a) = y·a − r: N(a)·(x − b) ≤ N(b)·(x − a). *)
  assert (Hcross : (y * a - cut x y) * (x - b) <= (y * b - cut x y) * (x - a)).
  { apply Z.mul_le_mono_nonneg; try lia. pose proof (Z.mul_le_mono_nonneg_l a b y ltac:(lia) ltac:(lia)). lia. }
  set (na := y * a - cut x y) in *. set (nb := y * b - cut x y) in *. clearbody na nb.
  assert (H1 : (v - 1) * (x - a) * (x - b) < na * (x - b)) by (apply Z.mul_lt_mono_pos_r; lia).
  assert (H2 : nb * (x - a) <= w * (x - b) * (x - a)) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (H3 : (v - 1) * ((x - a) * (x - b)) < w * ((x - a) * (x - b))).
  { replace ((v - 1) * ((x - a) * (x - b))) with ((v - 1) * (x - a) * (x - b)) by ring.
    replace (w * ((x - a) * (x - b))) with (w * (x - b) * (x - a)) by ring. lia. }
  apply Z.mul_lt_mono_pos_r in H3; [lia|]. apply Z.mul_pos_pos; lia.
Qed.

(** What a partial close or liquidation trades is worth no more than the position. *)
Lemma part_is_worth_less : forall h p q notional, sound p -> deep h -> 0 <= partial_ratio h <= ONE ->
  partial_quote h p = Value q ->
  output_price (closing (size p)) (magnitude (size p)) (quote (amm h)) (base (amm h)) = Value notional ->
  q <= notional.
Proof.
  intros h p q notional [_ [_ Hsize]] [HQ HB] Hratio Hpart Hwhole. unfold partial_quote in Hpart.
  apply bind_value in Hpart as [part [Hpart Hq]]. unfold mmul, mixed in Hpart.
  apply bind_value in Hpart as [ratio [Hratio' Hpart]]. apply signed_is in Hratio' as [-> _].
  apply L10_product_of_signed_decimals in Hpart as [_ Hpart].
  assert (Hless : magnitude part <= magnitude (size p)).
  { unfold magnitude. rewrite !Z.abs_mul in Hpart. rewrite (Z.abs_eq ONE), (Z.abs_eq (partial_ratio h)) in Hpart
      by (unfold ONE in *; lia).
    pose proof (Z.mul_le_mono_nonneg_l (partial_ratio h) ONE (Z.abs (size p)) ltac:(lia) ltac:(lia)).
    unfold ONE in *. lia. }
  unfold is_signed in Hsize. assert (Hs : is_unsigned (magnitude (size p))) by (unfold is_unsigned, magnitude; lia).
  assert (Hm : is_unsigned (magnitude part)) by (unfold is_unsigned in *; unfold magnitude in *; lia).
  assert (HQ' : is_unsigned (quote (amm h))) by (unfold is_unsigned, ONE in *; lia).
  assert (HB' : is_unsigned (base (amm h))) by (unfold is_unsigned, ONE in *; lia).
  rewrite output_price_is_distance in Hq, Hwhole. destruct (closing (size p)).
  - eapply less_added_is_worth_less; [exact Hm | exact Hs | exact HB' | exact HQ' | exact Hless | exact Hq |
      exact Hwhole].
  - eapply less_removed_is_worth_less;
      [exact Hm | exact Hs | exact HB' | exact HQ' | apply HQ | exact Hless | exact Hq | exact Hwhole].
Qed.

Lemma dmul_by_ONE : forall x z, dmul x ONE = Value z -> z = x.
Proof.
  intros x z H. unfold dmul in H. apply bind_value in H as [u [Hu H]]. apply unsigned_or_is in Hu as [-> _].
  unfold udiv in H. change (negb (ONE =? 0)) with true in H. injection H as <-. apply Z.div_mul. discriminate.
Qed.

(** So it is a reduction or, where it is worth as much, a close. *)
Lemma reverse_of_a_part : forall h sender trader q limit now,
  plain (positions h trader) -> deep h -> 0 <= partial_ratio h <= ONE -> size (positions h trader) <> 0 ->
  partial_quote h (positions h trader) = Value q ->
  post (reverse h sender trader (against (size (positions h trader))) q ONE limit true now) (fun r =>
    let (h', r) := r in
    answers h h' r /\ 0 <= bad_debt r /\ (0 < bad_debt r -> margin (position_after r) = 0) /\
    balanced (bad_debt r) trader h h' r /\ traded trader h h' r /\ to_vault r <= 0 /\
    (to_vault r = 0 \/ position_after r = no_position)).
Proof.
  intros h sender trader q limit now Hplain Hdeep Hratio Hsize Hq. unfold reverse.
  next fail. eapply post_bind; [apply spot_value; assumption|]. intros [old pnl] Hvalued. cbn [fst snd] in Hvalued.
  match goal with H : dmul _ _ = Value _ |- _ =>
    pose proof (dmul_unsigned _ _ _ H) as Hunsigned; apply dmul_by_ONE in H; subst end.
  pose proof (part_is_worth_less h _ _ _ ltac:(apply Hplain) Hdeep Hratio Hq ltac:(apply Hvalued)) as Hmost.
  next fail.
  - eapply post_weaken.
    { apply post_both; [apply reduce_balanced; auto; lia | apply reduce_trades]. }
    intros [h' r] [[K1 [K2 [K3 [K4 K5]]]] K6]. apart; auto. lia.
  - replace q with old by lia. eapply post_weaken; [apply close_and_open_of_the_whole; [exact Hplain | apply Hvalued]|].
    intros [h' r] [K1 [K2 [K3 [K4 [K5 K6]]]]]. rewrite K6. apart; auto; try lia. intros _. exact K2.
Qed.
