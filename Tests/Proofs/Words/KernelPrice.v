(** The vector kernel as a whole, one lane of it: what it prices it prices by the rule. The steps are those of [price]
    in CVectorQuotes/vector_quotes.c; a lane that it leaves is None. *)

From VAMM Require Export Words.KernelDigits Words.FastPrices.

(** [split], and limbs taken times 2^52 where a divisor is of one word ([scale]; the uppermost limb is 0 there). *)
Definition split52 (x : Z) : Z * Z * Z := (limb52 x, limb52 (x / 2 ^ 52), x / 2 ^ 104).
Definition scale3 (short : bool) (l0 l1 l2 : Z) : Z * Z * Z := if short then (0, l0, l1) else (l0, l1, l2).
Definition scale5 (short : bool) (l0 l1 l2 l3 l4 : Z) : Z * Z * Z * Z * Z :=
  if short then (0, l0, l1, l2, l3) else (l0, l1, l2, l3, l4).

(** [shifted]. An "or" of bits that do not meet is a sum. *)
Definition shifted52 (bits d0 d1 d2 : Z) : Z * Z * Z :=
  (limb52 (d0 * 2 ^ bits), limb52 (d1 * 2 ^ bits + d0 / 2 ^ (52 - bits)), d2 * 2 ^ bits + d1 / 2 ^ (52 - bits)).

Lemma split_is : forall x, 0 <= x -> let '(x0, x1, x2) := split52 x in
  number52 [x0; x1; x2] = x /\ is52 x0 /\ is52 x1 /\ x2 = x / 2 ^ 104.
Proof.
  intros x Hx. unfold split52. destruct (limb_and_carry x) as [E0 H0].
  destruct (limb_and_carry (x / 2 ^ 52)) as [E1 H1].
  unfold carry52 in *. rewrite Z.div_div in E1 by lia. change (2 ^ 52 * 2 ^ 52) with (2 ^ 104) in E1.
  unfold number52. split; [lia|]. repeat split; apply H0 || apply H1.
Qed.

Lemma shifted_is : forall bits d0 d1 d2, 0 <= bits <= 52 -> is52 d0 -> is52 d1 -> 0 <= d2 ->
  let '(l0, l1, l2) := shifted52 bits d0 d1 d2 in
  number52 [l0; l1; l2] = number52 [d0; d1; d2] * 2 ^ bits /\ is52 l0 /\ is52 l1 /\ 0 <= l2.
Proof.
  intros bits d0 d1 d2 Hbits H0 H1 H2. unfold shifted52. assert (Hp : 0 < 2 ^ bits) by (apply Z.pow_pos_nonneg; lia).
  assert (Hc : 0 < 2 ^ (52 - bits)) by (apply Z.pow_pos_nonneg; lia).
  assert (E : 2 ^ 52 = 2 ^ (52 - bits) * 2 ^ bits) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (Hcarry : forall d, carry52 (d * 2 ^ bits) = d / 2 ^ (52 - bits)).
  { intros d. unfold carry52. rewrite E. apply Z.div_mul_cancel_r; lia. }
  destruct (limb_and_carry (d0 * 2 ^ bits)) as [E0 L0]. rewrite Hcarry in E0.
  destruct (limb_and_carry (d1 * 2 ^ bits + d0 / 2 ^ (52 - bits))) as [E1 L1].
  assert (Hc1 : carry52 (d1 * 2 ^ bits + d0 / 2 ^ (52 - bits)) = d1 / 2 ^ (52 - bits)).
  { unfold carry52 in *. assert (Hd0 : 0 <= d0 / 2 ^ (52 - bits) < 2 ^ bits).
    { split; [apply Z.div_pos; unfold is52 in *; lia | apply Z.div_lt_upper_bound; unfold is52 in *; lia]. }
    apply floor_unique; [lia|]. pose proof (div_bounds d1 (2 ^ (52 - bits)) Hc) as Hd1.
    set (q := d1 / 2 ^ (52 - bits)) in *. set (m := d1 mod 2 ^ (52 - bits)) in *.
    pose proof (Z.mul_le_mono_nonneg_r m (2 ^ (52 - bits) - 1) (2 ^ bits) ltac:(lia) ltac:(lia)).
    pose proof (Z.mul_nonneg_nonneg m (2 ^ bits) ltac:(lia) ltac:(lia)).
    assert (Hd : d1 * 2 ^ bits = q * 2 ^ 52 + m * 2 ^ bits) by
      (rewrite E; replace d1 with (2 ^ (52 - bits) * q + m) by lia; ring). lia. }
  rewrite Hc1 in E1. split; [|split; [exact L0 | split; [exact L1|]]].
  - unfold number52. set (l0 := limb52 (d0 * 2 ^ bits)) in *.
    set (l1 := limb52 (d1 * 2 ^ bits + d0 / 2 ^ (52 - bits))) in *.
    set (k0 := d0 / 2 ^ (52 - bits)) in *. set (k1 := d1 / 2 ^ (52 - bits)) in *. set (p := 2 ^ bits) in *.
    clearbody l0 l1 k0 k1 p. lia.
  - pose proof (Z.mul_nonneg_nonneg d2 (2 ^ bits) ltac:(lia) ltac:(lia)).
    assert (0 <= d1 / 2 ^ (52 - bits)) by (apply Z.div_pos; unfold is52 in *; lia). lia.
Qed.

(** The divisor's upper 52 bits, from its upper word and how many zeros that begins with. *)
Definition upper_bits (d0 d1 d2 : Z) : Z :=
  let head := w64 (d2 * 2 ^ 52) + d1 in
  let zeros := leading_zeros head in
  (w64 (head * 2 ^ zeros) + d0 / 2 ^ (52 - zeros)) / 2 ^ 12.

Lemma upper_bits_are : forall d0 d1 d2, is52 d0 -> is52 d1 -> 0 <= d2 < 2 ^ 12 ->
  let head := d2 * 2 ^ 52 + d1 in
  let zeros := leading_zeros head in
  0 < head -> zeros <= 52 ->
  0 <= zeros /\ upper_bits d0 d1 d2 = number52 [d0; d1; d2] / 2 ^ (64 - zeros) /\
  2 ^ 51 <= number52 [d0; d1; d2] / 2 ^ (64 - zeros) < 2 ^ 52.
Proof.
  intros d0 d1 d2 H0 H1 H2 head zeros Hhead Hzeros. unfold is52 in *.
  destruct (leading_zeros_normalize head) as [Hz Hn]; [unfold head; lia|]. fold zeros in Hz, Hn.
  assert (ED : number52 [d0; d1; d2] = head * 2 ^ 52 + d0) by (unfold number52, head; lia). rewrite ED.
  split; [lia|]. assert (Hp : 0 < 2 ^ zeros) by (apply Z.pow_pos_nonneg; lia).
  assert (E52 : 2 ^ 52 = 2 ^ (52 - zeros) * 2 ^ zeros) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (E64 : 2 ^ 64 = 2 ^ (64 - zeros) * 2 ^ zeros) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (Hc : 0 < 2 ^ (52 - zeros)) by (apply Z.pow_pos_nonneg; lia).
  assert (Hw : 0 < 2 ^ (64 - zeros)) by (apply Z.pow_pos_nonneg; lia).
  (* All over 2^64, with the dividend shifted by the zeros. *)
  assert (Eall : (head * 2 ^ 52 + d0) / 2 ^ (64 - zeros) = (head * 2 ^ zeros + d0 / 2 ^ (52 - zeros)) / 2 ^ 12).
  { rewrite <- (Z.div_mul_cancel_r _ _ (2 ^ zeros)) by lia. rewrite <- E64.
    assert (Ein : (head * 2 ^ 52 + d0) * 2 ^ zeros / 2 ^ 52 = head * 2 ^ zeros + d0 / 2 ^ (52 - zeros)).
    { replace ((head * 2 ^ 52 + d0) * 2 ^ zeros) with (d0 * 2 ^ zeros + head * 2 ^ zeros * 2 ^ 52) by ring.
      rewrite Z.div_add by lia. rewrite E52 at 1. rewrite Z.div_mul_cancel_r by lia. lia. }
    rewrite <- Ein, Z.div_div by lia. reflexivity. }
  split.
  - unfold upper_bits. rewrite (w64_small (d2 * 2 ^ 52)) by lia. fold head zeros.
    rewrite (w64_small (head * 2 ^ zeros)) by lia. symmetry. exact Eall.
  - rewrite Eall. assert (Hd0 : 0 <= d0 / 2 ^ (52 - zeros) < 2 ^ zeros).
    { split; [apply Z.div_pos; lia | apply Z.div_lt_upper_bound; lia]. }
    assert (Hhz : head * 2 ^ zeros <= 2 ^ 64 - 2 ^ zeros).
    { assert (head < 2 ^ (64 - zeros)) by (apply (Z.mul_lt_mono_pos_r (2 ^ zeros)); lia).
      pose proof (Z.mul_le_mono_nonneg_r (head + 1) (2 ^ (64 - zeros)) (2 ^ zeros) ltac:(lia) ltac:(lia)). lia. }
    split; [apply Z.div_le_lower_bound; lia | apply Z.div_lt_upper_bound; lia].
Qed.

(** * The steps of [price] *)

Definition towards (d : direction) (x a : Z) : Z := match d with add => x + a | remove => x - a end.

(** N = y·a ± r in limbs. *)
Definition dividend52 (d : direction) (a0 a1 a2 x0 x1 x2 y0 y1 y2 : Z) : Z * Z * Z * Z * Z :=
  let '(p0, p1, p2, p3, p4) := multiply52 x0 x1 x2 y0 y1 y2 in
  let '(p0, p1, p2, p3, p4) := hand5 p0 p1 p2 p3 p4 in
  let r := remainder52 p0 p1 p2 p3 p4 in
  let '(m0, m1, m2, m3, m4) := multiply52 y0 y1 y2 a0 a1 a2 in
  hand5 (towards d m0 (limb52 r)) (towards d m1 (r / 2 ^ 52)) m2 m3 m4.

(** The three digits and the rest of N by D. *)
Definition divide52 (n0 n1 n2 n3 n4 e0 e1 e2 zeros : Z) : Z * Z * Z * (Z * Z * Z) :=
  let v := kernel_reciprocal (upper_bits e0 e1 e2) in
  let q1 := hi52 0 (extract52 (72 - zeros) n2 n3 n4) v / 2 in
  let '(s0, s1, s2) := shifted52 10 e0 e1 e2 in
  let '(n1, n2, n3) := subtract52 n1 n2 n3 q1 s0 s1 s2 in
  let q2 := hi52 0 (extract52 (79 - zeros) n1 n2 n3) v / 2 in
  let '(s0, s1, s2) := shifted52 17 e0 e1 e2 in
  let '(n0, n1, n2) := subtract52 n0 n1 n2 q2 s0 s1 s2 in
  let q3 := hi52 0 (extract52 (86 - zeros) n0 n1 n2) v / 2 ^ 29 in
  (q1, q2, q3, subtract52 n0 n1 n2 q3 e0 e1 e2).

(** One more where the rest still holds D, and one more where one is removed and a rest stays. *)
Definition finish52 (d : direction) (q1 q2 q3 n0 n1 n2 e0 e1 e2 : Z) : Z :=
  let '(g0, g1, g2) := hand3 (n0 - e0) (n1 - e1) (n2 - e2) in
  let again := 0 <=? g2 in
  let exact := if again then (g0 =? 0) && (g1 =? 0) && (g2 =? 0) else (n0 =? 0) && (n1 =? 0) && (n2 =? 0) in
  let q3 := q3 + if again then 1 else 0 in
  let q3 := q3 + match d with add => 0 | remove => if exact then 0 else 1 end in
  let (high, low) := assembled q1 q2 q3 in
  high * 2 ^ 64 + low.

Definition kernel_price (d : direction) (a x y : Z) : option Z :=
  if (a / 2 ^ 64 <? 2 ^ 51) && (x / 2 ^ 64 <? 2 ^ 51) && (y / 2 ^ 64 <? 2 ^ 47) && negb (a =? 0) then
    let '(a0, a1, a2) := split52 a in
    let '(x0, x1, x2) := split52 x in
    let '(y0, y1, y2) := split52 y in
    let '(d0, d1, d2) := hand3 (towards d x0 a0) (towards d x1 a1) (towards d x2 a2) in
    let low := w64 (d1 * 2 ^ 52) + d0 in
    let high := d1 / 2 ^ 12 + d2 * 2 ^ 40 in
    let short := high =? 0 in
    let '(e0, e1, e2) := scale3 short d0 d1 d2 in
    let zeros := leading_zeros (w64 (e2 * 2 ^ 52) + e1) in
    let '(n0, n1, n2, n3, n4) := dividend52 d a0 a1 a2 x0 x1 x2 y0 y1 y2 in
    if (0 <=? d2) && ((a / 2 ^ 64 <? high) || short && (a / 2 ^ 64 =? 0) && (a mod 2 ^ 64 <? low))
      && (zeros <=? 52) && (0 <=? n4)
    then
      let '(n0, n1, n2, n3, n4) := scale5 short n0 n1 n2 n3 n4 in
      let '(q1, q2, q3, (n0, n1, n2)) := divide52 n0 n1 n2 n3 n4 e0 e1 e2 zeros in
      Some (finish52 d q1 q2 q3 n0 n1 n2 e0 e1 e2)
    else None
  else None.

(** * What they compute *)

Lemma dividend_is : forall d a x y, 0 <= a < 2 ^ 115 -> 0 <= x < 2 ^ 115 -> 0 <= y < 2 ^ 111 ->
  let '(a0, a1, a2) := split52 a in let '(x0, x1, x2) := split52 x in let '(y0, y1, y2) := split52 y in
  let '(n0, n1, n2, n3, n4) := dividend52 d a0 a1 a2 x0 x1 x2 y0 y1 y2 in
  number52 [n0; n1; n2; n3; n4] = towards d (y * a) (cut x y) /\ is52 n0 /\ is52 n1 /\ is52 n2 /\ is52 n3.
Proof.
  intros d a x y Ha Hx Hy. pose proof (split_is a ltac:(lia)) as Sa. pose proof (split_is x ltac:(lia)) as Sx.
  pose proof (split_is y ltac:(lia)) as Sy.
  destruct (split52 a) as [[a0 a1] a2]. destruct (split52 x) as [[x0 x1] x2]. destruct (split52 y) as [[y0 y1] y2].
  destruct Sa as [Ea [La0 [La1 La2]]]. destruct Sx as [Ex [Lx0 [Lx1 Lx2]]]. destruct Sy as [Ey [Ly0 [Ly1 Ly2]]].
  pose proof (div_bounds a (2 ^ 104) ltac:(lia)). pose proof (div_bounds x (2 ^ 104) ltac:(lia)).
  pose proof (div_bounds y (2 ^ 104) ltac:(lia)).
  assert (Ha2 : 0 <= a2 < 2 ^ 12) by lia. assert (Hx2 : 0 <= x2 < 2 ^ 12) by lia.
  assert (Hy2 : 0 <= y2 < 2 ^ 12) by lia. unfold dividend52.
  pose proof (kernel_product x0 x1 x2 y0 y1 y2 Lx0 Lx1 Hx2 Ly0 Ly1 Hy2) as Kp.
  destruct (multiply52 x0 x1 x2 y0 y1 y2) as [[[[p0 p1] p2] p3] p4]. destruct Kp as [Ep _].
  pose proof (kernel_carries_of_five p0 p1 p2 p3 p4) as Kh. destruct (hand5 p0 p1 p2 p3 p4) as [[[[l0 l1] l2] l3] l4].
  destruct Kh as [Eh [L0 [L1 [L2 L3]]]]. rewrite Ep, Ex, Ey in Eh.
  pose proof (product_bounds x y (2 ^ 115) (2 ^ 111) ltac:(lia) ltac:(lia)) as Hxy.
  assert (L4 : is52 l4) by (unfold number52, is52 in *; lia).
  rewrite (kernel_remainder l0 l1 l2 l3 l4 L0 L1 L2 L3 L4), Eh. fold (cut x y). pose proof (cut_bounds x y) as Hr.
  pose proof (kernel_product y0 y1 y2 a0 a1 a2 Ly0 Ly1 Hy2 La0 La1 Ha2) as Km.
  destruct (multiply52 y0 y1 y2 a0 a1 a2) as [[[[m0 m1] m2] m3] m4]. destruct Km as [Em _]. rewrite Ea, Ey in Em.
  pose proof (kernel_carries_of_five (towards d m0 (limb52 (cut x y))) (towards d m1 (cut x y / 2 ^ 52)) m2 m3 m4) as
    Kn.
  destruct (hand5 _ _ _ _ _) as [[[[n0 n1] n2] n3] n4]. destruct Kn as [En Ln]. split; [|exact Ln]. rewrite En.
  destruct (limb_and_carry (cut x y)) as [Ec _]. unfold carry52 in Ec. unfold number52 in *. unfold towards.
  set (c := cut x y) in *. set (cl := limb52 c) in *. set (ch := c / 2 ^ 52) in *. clearbody cl ch c.
  set (ya := y * a) in *. clearbody ya. destruct d; lia.
Qed.

(** The limbs of a number from one on, and where a bit of it is found in them. *)
Lemma upper_limbs : forall l rest position, is52 l -> 52 <= position ->
  number52 (l :: rest) / 2 ^ position = number52 rest / 2 ^ (position - 52).
Proof.
  intros l rest position Hl Hposition. change (number52 (l :: rest)) with (l + 2 ^ 52 * number52 rest).
  assert (E : 2 ^ position = 2 ^ 52 * 2 ^ (position - 52)) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (0 < 2 ^ (position - 52)) by (apply Z.pow_pos_nonneg; lia).
  rewrite E, <- Z.div_div by lia. f_equal. rewrite Z.mul_comm, Z.div_add by lia.
  unfold is52 in Hl. rewrite Z.div_small by lia. lia.
Qed.

Lemma digit_is : forall v rho, is52 v -> is52 rho -> hi52 0 rho v / 2 = rho * v / 2 ^ 53 /\
  hi52 0 rho v / 2 ^ 29 = rho * v / 2 ^ 53 / 2 ^ 28.
Proof.
  intros v rho Hv Hrho. unfold hi52. rewrite !limb52_of by assumption. rewrite Z.add_0_l, !Z.div_div by lia.
  split; reflexivity.
Qed.

(** A window of limbs from one on, after a product was taken from it: what was below it stays. *)
Lemma window : forall n0 inner taken whole, is52 n0 -> whole = n0 + 2 ^ 52 * inner - 2 ^ 52 * taken -> 0 <= whole ->
  0 <= inner - taken.
Proof. intros n0 inner taken whole H0 E H. unfold is52 in *. lia. Qed.

Lemma divide_is : forall n0 n1 n2 n3 n4 e0 e1 e2 zeros,
  is52 n0 -> is52 n1 -> is52 n2 -> is52 n3 -> 0 <= n4 -> is52 e0 -> is52 e1 -> 0 <= e2 < 2 ^ 12 ->
  let N := number52 [n0; n1; n2; n3; n4] in
  let D := number52 [e0; e1; e2] in
  0 <= zeros <= 52 -> upper_bits e0 e1 e2 = D / 2 ^ (64 - zeros) -> 2 ^ 51 <= D / 2 ^ (64 - zeros) < 2 ^ 52 ->
  N < D * 2 ^ 112 ->
  let '(q1, q2, q3, (l0, l1, l2)) := divide52 n0 n1 n2 n3 n4 e0 e1 e2 zeros in
  N = (q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3) * D + number52 [l0; l1; l2] /\ 0 <= number52 [l0; l1; l2] < 2 * D /\
  is52 l0 /\ is52 l1 /\ is52 l2 /\ is52 q1 /\ is52 q2 /\ 0 <= q3 < 2 ^ 23.
Proof.
  intros n0 n1 n2 n3 n4 e0 e1 e2 zeros Hn0 Hn1 Hn2 Hn3 Hn4 He0 He1 He2 N D Hzeros Hupper Hd HN.
  assert (HN0 : 0 <= N) by (unfold N, number52, is52 in *; lia).
  assert (HD : 0 <= D < 2 ^ 116) by (unfold D, number52, is52 in *; lia).
  assert (Hn4' : is52 n4) by (unfold N, number52, is52 in *; lia).
  assert (He2' : is52 e2) by (unfold is52; lia). unfold divide52. rewrite Hupper.
  destruct (kernel_quotient (64 - zeros) D N ltac:(lia) Hd ltac:(lia))
    as [_ [_ [Rho1 [Rho2 [Rho3 [B1 [B2 [B3 [L1 [L2 L3]]]]]]]]]].
  destruct (kernel_reciprocal_is_close (D / 2 ^ (64 - zeros)) Hd) as [_ Hv].
  set (v := kernel_reciprocal (D / 2 ^ (64 - zeros))) in *. clearbody v.
  replace (64 - zeros + 112) with (176 - zeros) in * by lia. replace (64 - zeros + 67) with (131 - zeros) in * by lia.
  replace (64 - zeros + 22) with (86 - zeros) in * by lia.
  set (Q1 := digit v N (64 - zeros) 112) in *. set (N1 := N - Q1 * 2 ^ 62 * D) in *.
  set (Q2 := digit v N1 (64 - zeros) 67) in *. set (N2 := N1 - Q2 * 2 ^ 17 * D) in *.
  set (Q3 := digit v N2 (64 - zeros) 22 / 2 ^ 28) in *.
  (* The first digit. *)
  assert (E1 : extract52 (72 - zeros) n2 n3 n4 = N / 2 ^ (176 - zeros)).
  { unfold N in *. rewrite !upper_limbs in * by (assumption || lia).
    replace (176 - zeros - 52 - 52) with (72 - zeros) in * by lia.
    apply kernel_extraction; try assumption; [lia | apply Rho1]. }
  rewrite E1. destruct (digit_is v _ Hv Rho1) as [-> _].
  assert (EQ1 : N / 2 ^ (176 - zeros) * v / 2 ^ 53 = Q1)
    by (unfold Q1, digit; replace (64 - zeros + 112) with (176 - zeros) by lia; reflexivity).
  rewrite EQ1. clear EQ1 E1.
  pose proof (shifted_is 10 e0 e1 e2 ltac:(lia) He0 He1 ltac:(lia)) as S1.
  destruct (shifted52 10 e0 e1 e2) as [[s0 s1] s2]. destruct S1 as [ES1 [LS0 [LS1 LS2]]]. fold D in ES1.
  assert (LS2' : is52 s2) by (unfold number52, is52 in *; lia).
  assert (W1 : N1 = n0 + 2 ^ 52 * (number52 [n1; n2; n3] + 2 ^ 156 * n4) - 2 ^ 52 * (Q1 * number52 [s0; s1; s2])).
  { unfold N1, N. rewrite ES1. unfold number52. ring. }
  pose proof (window n0 _ _ _ Hn0 W1 ltac:(lia)) as P1.
  pose proof (kernel_subtraction n1 n2 n3 n4 Q1 s0 s1 s2 Hn1 Hn2 Hn3 L1 LS0 LS1 LS2'
    ltac:(unfold is52 in *; lia)) as K1.
  destruct (subtract52 n1 n2 n3 Q1 s0 s1 s2) as [[a1 a2] a3]. destruct K1 as [EK1 [LA1 [LA2 LA3]]].
  assert (EN1 : N1 = number52 [n0; a1; a2; a3]).
  { rewrite W1. change (number52 [n0; a1; a2; a3]) with (n0 + 2 ^ 52 * number52 [a1; a2; a3]). rewrite EK1. ring. }
  clear W1 P1 EK1 ES1 LS0 LS1 LS2 LS2' s0 s1 s2. clearbody Q1.
  (* The second. *)
  assert (E2 : extract52 (79 - zeros) a1 a2 a3 = N1 / 2 ^ (131 - zeros)).
  { rewrite EN1 in *. rewrite upper_limbs in * by (assumption || lia).
    replace (131 - zeros - 52) with (79 - zeros) in * by lia.
    apply kernel_extraction; try assumption; [lia | apply Rho2]. }
  rewrite E2. destruct (digit_is v _ Hv Rho2) as [-> _].
  assert (EQ2 : N1 / 2 ^ (131 - zeros) * v / 2 ^ 53 = Q2)
    by (unfold Q2, digit; replace (64 - zeros + 67) with (131 - zeros) by lia; reflexivity).
  rewrite EQ2. clear EQ2 E2.
  pose proof (shifted_is 17 e0 e1 e2 ltac:(lia) He0 He1 ltac:(lia)) as S2.
  destruct (shifted52 17 e0 e1 e2) as [[s0 s1] s2]. destruct S2 as [ES2 [LS0 [LS1 LS2]]]. fold D in ES2.
  assert (LS2' : is52 s2) by (unfold number52, is52 in *; lia).
  assert (W2 : N2 = number52 [n0; a1; a2] + 2 ^ 156 * a3 - Q2 * number52 [s0; s1; s2]).
  { unfold N2. rewrite EN1, ES2. unfold number52. ring. }
  pose proof (kernel_subtraction n0 a1 a2 a3 Q2 s0 s1 s2 Hn0 LA1 LA2 L2 LS0 LS1 LS2' ltac:(lia)) as K2.
  destruct (subtract52 n0 a1 a2 Q2 s0 s1 s2) as [[b0 b1] b2]. destruct K2 as [EK2 [LB0 [LB1 LB2]]].
  rewrite <- W2 in EK2. clear W2 ES2 LS0 LS1 LS2 LS2' s0 s1 s2. clearbody Q2.
  (* The third. *)
  assert (E3 : extract52 (86 - zeros) b0 b1 b2 = N2 / 2 ^ (86 - zeros)).
  { rewrite <- EK2 in *. apply kernel_extraction; try assumption; [lia | apply Rho3]. }
  rewrite E3. destruct (digit_is v _ Hv Rho3) as [_ ->].
  assert (EQ3 : N2 / 2 ^ (86 - zeros) * v / 2 ^ 53 / 2 ^ 28 = Q3)
    by (unfold Q3, digit; replace (64 - zeros + 22) with (86 - zeros) by lia; reflexivity).
  rewrite EQ3. clear EQ3 E3.
  assert (W3 : N2 - Q3 * D = number52 [b0; b1; b2] + 2 ^ 156 * 0 - Q3 * number52 [e0; e1; e2]).
  { rewrite EK2. fold D. lia. }
  pose proof (kernel_subtraction b0 b1 b2 0 Q3 e0 e1 e2 LB0 LB1 LB2 ltac:(unfold is52 in *; lia) He0 He1 He2'
    ltac:(lia)) as K3.
  destruct (subtract52 b0 b1 b2 Q3 e0 e1 e2) as [[l0 l1] l2]. destruct K3 as [EK3 [LL0 [LL1 LL2]]].
  rewrite <- W3 in EK3. rewrite EK3. split; [unfold N2, N1; ring|].
  exact (conj B3 (conj LL0 (conj LL1 (conj LL2 (conj L1 (conj L2 L3)))))).
Qed.

Lemma finish_is : forall d N q1 q2 q3 n0 n1 n2 e0 e1 e2,
  let D := number52 [e0; e1; e2] in
  N = (q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3) * D + number52 [n0; n1; n2] -> 0 <= number52 [n0; n1; n2] < 2 * D ->
  is52 n0 -> is52 n1 -> is52 n2 -> is52 q1 -> is52 q2 -> 0 <= q3 < 2 ^ 23 ->
  finish52 d q1 q2 q3 n0 n1 n2 e0 e1 e2 = N / D + match d with add => 0 | remove => inexact N D end.
Proof.
  intros d N q1 q2 q3 n0 n1 n2 e0 e1 e2 D HN Hn L0 L1 L2 Q1 Q2 Q3. unfold finish52.
  pose proof (kernel_carries_of_three (n0 - e0) (n1 - e1) (n2 - e2)) as K.
  destruct (hand3 _ _ _) as [[g0 g1] g2]. destruct K as [Eg [G0 G1]].
  assert (Eg' : number52 [g0; g1; g2] = number52 [n0; n1; n2] - D) by (rewrite Eg; unfold D, number52; lia).
  clear Eg. assert (Hagain : (0 <=? g2) = (D <=? number52 [n0; n1; n2])).
  { unfold number52, is52 in *. apply Bool.eq_iff_eq_true. rewrite !Z.leb_le. lia. }
  rewrite Hagain. set (n := number52 [n0; n1; n2]) in *.
  destruct (quotient_and_remainder N D (q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3 + (if D <=? n then 1 else 0))
    (n - (if D <=? n then 1 else 0) * D)) as [Equotient Eremainder]; [lia | destruct (D <=? n); lia |
    destruct (D <=? n) eqn:E; lia|].
  assert (Hexact : (if D <=? n then (g0 =? 0) && (g1 =? 0) && (g2 =? 0) else (n0 =? 0) && (n1 =? 0) && (n2 =? 0)) =
    (N mod D =? 0)).
  { rewrite <- Eremainder. destruct (D <=? n) eqn:E; unfold n, number52, is52 in *; apply Bool.eq_iff_eq_true;
      rewrite !Bool.andb_true_iff, !Z.eqb_eq; lia. }
  rewrite Hexact. set (again := if D <=? n then 1 else 0) in *.
  assert (Hagain01 : 0 <= again <= 1) by (unfold again; destruct (D <=? n); lia). clearbody again.
  set (up := match d with add => 0 | remove => if N mod D =? 0 then 0 else 1 end).
  assert (Hup : 0 <= up <= 1 /\ up = match d with add => 0 | remove => inexact N D end)
    by (unfold up, inexact; destruct d; [|destruct (N mod D =? 0)]; lia).
  destruct Hup as [Hup <-]. clearbody up.
  pose proof (kernel_assembly q1 q2 (q3 + again + up) Q1 Q2 ltac:(unfold is52; lia)) as K.
  destruct (assembled q1 q2 (q3 + again + up)) as [high low]. destruct K as [-> _]. lia.
Qed.

(** Taken times 2^52, neither quotient nor exactness change. *)
Lemma scaled_answer : forall N D (d : direction), 0 < D ->
  (N * 2 ^ 52) / (D * 2 ^ 52) = N / D /\ inexact (N * 2 ^ 52) (D * 2 ^ 52) = inexact N D.
Proof.
  intros N D d HD. destruct (unshifted N D 52 HD ltac:(lia)) as [H1 H2]. split; [exact H1|]. unfold inexact.
  rewrite H2. reflexivity.
Qed.

(** What a lane is done for meets the checks of P2, and its answer is the difference form's. *)
Theorem kernel_price_is_the_rule : forall emptied d a x y v, is_unsigned a -> is_unsigned x -> is_unsigned y ->
  kernel_price d a x y = Some v -> distance emptied d a x y = Value v.
Proof.
  intros emptied d a x y v Ha Hx Hy H. unfold is_unsigned in *. unfold kernel_price in H.
  destruct (_ && _) eqn:Eguard in H; [|discriminate].
  pose proof (div_bounds a (2 ^ 64) ltac:(lia)). pose proof (div_bounds x (2 ^ 64) ltac:(lia)).
  pose proof (div_bounds y (2 ^ 64) ltac:(lia)).
  assert (Ha' : 0 < a < 2 ^ 115) by lia. assert (Hx' : 0 <= x < 2 ^ 115) by lia. assert (Hy' : 0 <= y < 2 ^ 111) by lia.
  clear Eguard. pose proof (dividend_is d a x y ltac:(lia) Hx' Hy') as Kn.
  pose proof (split_is a ltac:(lia)) as Sa. pose proof (split_is x ltac:(lia)) as Sx.
  destruct (split52 a) as [[a0 a1] a2]. destruct (split52 x) as [[x0 x1] x2]. destruct (split52 y) as [[y0 y1] y2].
  destruct Sa as [Ea _]. destruct Sx as [Ex _].
  pose proof (kernel_carries_of_three (towards d x0 a0) (towards d x1 a1) (towards d x2 a2)) as Kd.
  destruct (hand3 _ _ _) as [[d0 d1] d2]. destruct Kd as [Ed [L0 L1]].
  assert (ED : number52 [d0; d1; d2] = after d x a).
  { rewrite Ed. unfold towards, number52 in *. destruct d; simpl after; lia. }
  clear Ed. destruct (dividend52 d a0 a1 a2 x0 x1 x2 y0 y1 y2) as [[[[n0 n1] n2] n3] n4].
  destruct Kn as [EN [M0 [M1 [M2 M3]]]]. unfold is52 in L0, L1.
  set (short := d1 / 2 ^ 12 + d2 * 2 ^ 40 =? 0) in *.
  pose proof (div_bounds d1 (2 ^ 12) ltac:(lia)) as Hd1.
  destruct (scale3 short d0 d1 d2) as [[e0 e1] e2] eqn:Escale.
  destruct (_ && _) eqn:Eguard in H; [|discriminate].
  assert (Hd2 : 0 <= d2) by lia.
  assert (HD : 0 <= after d x a < 2 ^ 116) by (rewrite <- ED; destruct d; simpl after in *; unfold number52 in *; lia).
  assert (Hd2' : d2 < 2 ^ 12) by (unfold number52 in ED; lia).
  (* The words of D, and a < D. *)
  assert (Hlow : w64 (d1 * 2 ^ 52) = d1 mod 2 ^ 12 * 2 ^ 52) by (apply (w64_is _ _ (d1 / 2 ^ 12)); lia).
  rewrite Hlow in Eguard.
  assert (Hwords : after d x a = (d1 / 2 ^ 12 + d2 * 2 ^ 40) * 2 ^ 64 + (d1 mod 2 ^ 12 * 2 ^ 52 + d0))
    by (rewrite <- ED; unfold number52; lia).
  assert (Hless : a < after d x a) by (unfold short in Eguard; lia).
  pose proof (cut_bounds x y) as Hr. unfold ONE in Hr.
  set (D := after d x a) in *. set (N := towards d (y * a) (cut x y)) in *.
  pose proof (product_bounds y a (2 ^ 111) a ltac:(lia) ltac:(lia)) as Hya.
  assert (HN : 0 <= N < D * 2 ^ 112) by (split; [unfold number52, is52 in *; lia | unfold N, towards; destruct d; lia]).
  assert (Hanswer : v = N / D + match d with add => 0 | remove => inexact N D end).
  { destruct (scale5 short n0 n1 n2 n3 n4) as [[[[m0 m1] m2] m3] m4] eqn:Escale5.
    destruct (scaled_answer N D d ltac:(lia)) as [Hscaled1 Hscaled2].
    (* In both cases quotient and exactness are those of N and D. *)
    assert (Hcases : exists k, (k = 1 \/ k = 2 ^ 52) /\ number52 [e0; e1; e2] = D * k /\
      number52 [m0; m1; m2; m3; m4] = N * k /\ is52 e0 /\ is52 e1 /\ 0 <= e2 < 2 ^ 12 /\ 0 < e2 * 2 ^ 52 + e1 /\
      is52 m0 /\ is52 m1 /\ is52 m2 /\ is52 m3 /\ 0 <= m4).
    { unfold scale3, scale5 in *. destruct short eqn:Eshort.
      - exists (2 ^ 52). injection Escale as <- <- <-. injection Escale5 as <- <- <- <- <-.
        unfold short in Eshort. assert (d2 = 0) by lia. assert (d1 < 2 ^ 12) by lia.
        assert (n4 = 0) by (unfold number52, is52 in *; lia). subst d2 n4.
        rewrite <- EN, <- ED. unfold number52, is52 in *. repeat split; lia.
      - exists 1. injection Escale as <- <- <-. injection Escale5 as <- <- <- <- <-. unfold short in Eshort.
        rewrite EN, ED, !Z.mul_1_r. unfold is52 in *. repeat split; lia. }
    destruct Hcases as [k [Hk [Ee [Em [Le0 [Le1 [He2 [Hhead [Lm0 [Lm1 [Lm2 [Lm3 Hm4]]]]]]]]]]]].
    rewrite (w64_small (e2 * 2 ^ 52)) in Eguard by lia.
    destruct (upper_bits_are e0 e1 e2 Le0 Le1 He2 Hhead ltac:(lia)) as [Hzeros [Hupper Hd]].
    rewrite (w64_small (e2 * 2 ^ 52)) in H by lia.
    set (zeros := leading_zeros (e2 * 2 ^ 52 + e1)) in *.
    pose proof (divide_is m0 m1 m2 m3 m4 e0 e1 e2 zeros Lm0 Lm1 Lm2 Lm3 Hm4 Le0 Le1 He2 ltac:(lia) Hupper Hd
      ltac:(rewrite Em, Ee; destruct Hk as [-> | ->]; lia)) as K.
    destruct (divide52 m0 m1 m2 m3 m4 e0 e1 e2 zeros) as [[[q1 q2] q3] [[l0 l1] l2]].
    destruct K as [K1 [K2 [K3 [K4 [K5 [K6 [K7 K8]]]]]]]. injection H as <-.
    rewrite (finish_is d _ q1 q2 q3 l0 l1 l2 e0 e1 e2 K1 K2 K3 K4 K5 K6 K7 K8). rewrite Em, Ee.
    destruct Hk as [-> | ->]; [rewrite !Z.mul_1_r; reflexivity | rewrite Hscaled1, Hscaled2; reflexivity]. }
  pose proof (product_bounds x y (2 ^ 115) (2 ^ 111) ltac:(lia) ltac:(lia)) as Hxy.
  pose proof (kept_bounds x y ltac:(lia) ltac:(lia)) as Hkept.
  rewrite (distance_of_valid_trade emptied d a x y) by (fold D; lia).
  rewrite <- difference_is_single_division by (fold D; lia). f_equal. rewrite Hanswer. unfold difference_value.
  unfold N, D, towards in *. destruct d; simpl after in *; [lia|].
  replace (cut x y <=? y * a) with true by lia. rewrite ceil_is_floor_plus_inexact by lia. reflexivity.
Qed.
