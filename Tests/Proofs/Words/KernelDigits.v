(** The vector kernel's division: the three digits, each subtracted in limbs, and the words that they make. *)

From VAMM Require Export Words.KernelLimbs.

(** [subtractProduct]: in three limbs, whatever lies above them. *)
Definition subtract52 (r0 r1 r2 q d0 d1 d2 : Z) : Z * Z * Z :=
  let t0 := r0 - lo52 0 q d0 in
  let t1 := r1 - lo52 (hi52 0 q d0) q d1 + carry52 t0 in
  let t2 := r2 - lo52 (hi52 0 q d1) q d2 + carry52 t1 in
  (limb52 t0, limb52 t1, limb52 t2).

Theorem kernel_subtraction : forall r0 r1 r2 above q d0 d1 d2,
  is52 r0 -> is52 r1 -> is52 r2 -> is52 q -> is52 d0 -> is52 d1 -> is52 d2 ->
  0 <= number52 [r0; r1; r2] + 2 ^ 156 * above - q * number52 [d0; d1; d2] < 2 ^ 156 ->
  let '(l0, l1, l2) := subtract52 r0 r1 r2 q d0 d1 d2 in
  number52 [l0; l1; l2] = number52 [r0; r1; r2] + 2 ^ 156 * above - q * number52 [d0; d1; d2] /\
  is52 l0 /\ is52 l1 /\ is52 l2.
Proof.
  intros r0 r1 r2 above q d0 d1 d2 Hr0 Hr1 Hr2 Hq Hd0 Hd1 Hd2 H. unfold subtract52, lo52, hi52.
  rewrite (limb52_of q), (limb52_of d0), (limb52_of d1), (limb52_of d2) by assumption.
  destruct (halves52 q d0 Hq Hd0) as [E0 [H0 L0]].
  destruct (halves52 q d1 Hq Hd1) as [E1 [H1 L1]]. destruct (halves52 q d2 Hq Hd2) as [E2 [H2 L2]].
  set (t0 := r0 - _). destruct (limb_and_carry t0) as [F0 G0]. set (t1 := r1 - _ + carry52 t0).
  destruct (limb_and_carry t1) as [F1 G1]. set (t2 := r2 - _ + carry52 t1). destruct (limb_and_carry t2) as [F2 G2].
  split; [|repeat split; assumption || apply G0 || apply G1 || apply G2]. unfold number52 in *.
  set (l0 := limb52 t0) in *. set (l1 := limb52 t1) in *. set (l2 := limb52 t2) in *.
  set (k0 := carry52 t0) in *. set (k1 := carry52 t1) in *. set (k2 := carry52 t2) in *.
  clearbody l0 l1 l2 k0 k1 k2. unfold t0, t1, t2 in F0, F1, F2. clear t0 t1 t2.
  set (h0 := q * d0 / 2 ^ 52) in *. set (m0 := (q * d0) mod 2 ^ 52) in *. set (h1 := q * d1 / 2 ^ 52) in *.
  set (m1 := (q * d1) mod 2 ^ 52) in *. set (h2 := q * d2 / 2 ^ 52) in *. set (m2 := (q * d2) mod 2 ^ 52) in *.
  clearbody h0 m0 h1 m1 h2 m2. unfold is52 in *.
  assert (Hd : q * (d0 + 2 ^ 52 * (d1 + 2 ^ 52 * (d2 + 2 ^ 52 * 0))) = q * d0 + 2 ^ 52 * (q * d1) + 2 ^ 104 * (q * d2))
    by ring.
  rewrite Hd in *. clear Hd. rewrite E0, E1, E2 in *. clear E0 E1 E2.
  (* The limbs are the rest but for a multiple of 2^156, and both are less than that. *)
  assert (K : h2 - k2 - above = 0) by lia. lia.
Qed.

(** [extract]: the limb from a bit on, where nothing lies above it. An "or" of bits that do not meet is a sum. *)
Definition extract52 (inside below middle above : Z) : Z :=
  if 52 <=? inside then middle / 2 ^ (inside - 52) + w64 (above * 2 ^ (52 - (inside - 52)))
  else below / 2 ^ inside + w64 (middle * 2 ^ (52 - inside)).

Lemma shifted_sum : forall x y b, 0 <= b <= 52 -> (x + 2 ^ 52 * y) / 2 ^ b = x / 2 ^ b + y * 2 ^ (52 - b).
Proof.
  intros x y b Hb. assert (0 < 2 ^ b) by (apply Z.pow_pos_nonneg; lia).
  assert (E : 2 ^ 52 = 2 ^ (52 - b) * 2 ^ b) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  rewrite E, <- Z.div_add by lia. f_equal. ring.
Qed.

Theorem kernel_extraction : forall inside below middle above,
  is52 below -> is52 middle -> is52 above -> 0 <= inside < 104 ->
  number52 [below; middle; above] / 2 ^ inside < 2 ^ 52 ->
  extract52 inside below middle above = number52 [below; middle; above] / 2 ^ inside.
Proof.
  intros inside below middle above Hbelow Hmiddle Habove Hinside Hfit. unfold is52 in *.
  unfold extract52, number52 in *.
  replace (above + 2 ^ 52 * 0) with above in * by lia. destruct (52 <=? inside) eqn:E.
  - set (b := inside - 52) in *. assert (Hb : 0 <= b <= 52) by (unfold b; lia).
    assert (Hpow : 2 ^ inside = 2 ^ 52 * 2 ^ b) by (unfold b; rewrite <- Z.pow_add_r by lia; f_equal; lia).
    rewrite Hpow in *. rewrite <- Z.div_div in * by (try apply Z.pow_pos_nonneg; lia).
    assert (Hdrop : (below + 2 ^ 52 * (middle + 2 ^ 52 * above)) / 2 ^ 52 = middle + 2 ^ 52 * above).
    { rewrite Z.add_comm, Z.mul_comm, Z.div_add_l by lia. rewrite (Z.div_small below) by lia. lia. }
    rewrite Hdrop in *. rewrite shifted_sum in * by lia.
    assert (0 <= middle / 2 ^ b) by (apply Z.div_pos; [lia | apply Z.pow_pos_nonneg; lia]).
    assert (0 <= above * 2 ^ (52 - b)) by (apply Z.mul_nonneg_nonneg; [lia | apply Z.pow_nonneg; lia]).
    rewrite w64_small by lia. reflexivity.
  - rewrite shifted_sum in * by lia.
    assert (0 <= below / 2 ^ inside) by (apply Z.div_pos; [lia | apply Z.pow_pos_nonneg; lia]).
    assert (Hp : 0 < 2 ^ (52 - inside)) by (apply Z.pow_pos_nonneg; lia).
    assert (Hnone : above = 0).
    { destruct (Z.eq_dec above 0); [assumption | exfalso].
      pose proof (Z.mul_le_mono_nonneg (2 ^ 52) (middle + 2 ^ 52 * above) 1 (2 ^ (52 - inside)) ltac:(lia) ltac:(lia)
        ltac:(lia) ltac:(lia)). lia. }
    subst above. replace (middle + 2 ^ 52 * 0) with middle in * by lia.
    assert (0 <= middle * 2 ^ (52 - inside)) by (apply Z.mul_nonneg_nonneg; lia).
    rewrite w64_small by lia. reflexivity.
Qed.

(** Three digits, the last from the same estimate with 28 bits less, and one last comparison. *)
Definition digit (v rest S m : Z) : Z := rest / 2 ^ (S + m) * v / 2 ^ 53.

Theorem kernel_quotient : forall S D N, 0 <= S -> 2 ^ 51 <= D / 2 ^ S < 2 ^ 52 -> 0 <= N < D * 2 ^ 112 ->
  let v := kernel_reciprocal (D / 2 ^ S) in
  let q1 := digit v N S 112 in
  let n1 := N - q1 * 2 ^ 62 * D in
  let q2 := digit v n1 S 67 in
  let n2 := n1 - q2 * 2 ^ 17 * D in
  let q3 := digit v n2 S 22 / 2 ^ 28 in
  let n3 := n2 - q3 * D in
  let again := if D <=? n3 then 1 else 0 in
  q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3 + again = N / D /\ n3 - again * D = N mod D /\
  is52 (N / 2 ^ (S + 112)) /\ is52 (n1 / 2 ^ (S + 67)) /\ is52 (n2 / 2 ^ (S + 22)) /\
  0 <= n1 < D * 2 ^ 67 /\ 0 <= n2 < D * 2 ^ 22 /\ 0 <= n3 < 2 * D /\ is52 q1 /\ is52 q2 /\ 0 <= q3 < 2 ^ 23.
Proof.
  intros S D N HS Hd HN v. destruct (kernel_reciprocal_is_close (D / 2 ^ S) Hd) as [Hclose Hv]. fold v in Hclose, Hv.
  clearbody v. unfold is52 in Hv. cbv zeta.
  assert (HD : 0 < D).
  { destruct (Z_lt_le_dec 0 D); [assumption | exfalso].
    assert (D / 2 ^ S <= 0) by (apply Z.div_le_upper_bound; [apply Z.pow_pos_nonneg|]; lia). lia. }
  destruct (kernel_digit S 112 D N v HS ltac:(lia) Hd HN ltac:(lia) Hclose) as [Hrho1 [Hlow1 Hhigh1]].
  fold (digit v N S 112) in Hlow1, Hhigh1. set (q1 := digit v N S 112) in *.
  assert (Hq1 : 0 <= q1) by (unfold q1, digit; apply Z.div_pos; [apply Z.mul_nonneg_nonneg; unfold is52 in *|]; lia).
  set (n1 := N - q1 * 2 ^ 62 * D) in *. assert (Hn1 : 0 <= n1 < D * 2 ^ 67) by (unfold n1; lia).
  destruct (kernel_digit S 67 D n1 v HS ltac:(lia) Hd Hn1 ltac:(lia) Hclose) as [Hrho2 [Hlow2 Hhigh2]].
  fold (digit v n1 S 67) in Hlow2, Hhigh2. set (q2 := digit v n1 S 67) in *.
  assert (Hq2 : 0 <= q2) by (unfold q2, digit; apply Z.div_pos; [apply Z.mul_nonneg_nonneg; unfold is52 in *|]; lia).
  set (n2 := n1 - q2 * 2 ^ 17 * D) in *. assert (Hn2 : 0 <= n2 < D * 2 ^ 22) by (unfold n2; lia).
  destruct (kernel_digit S 22 D n2 v HS ltac:(lia) Hd Hn2 ltac:(lia) Hclose) as [Hrho3 [Hlow3 Hhigh3]].
  fold (digit v n2 S 22) in Hlow3, Hhigh3. set (q := digit v n2 S 22) in *.
  assert (Hq : 0 <= q) by (unfold q, digit; apply Z.div_pos; [apply Z.mul_nonneg_nonneg; unfold is52 in *|]; lia).
  pose proof (div_bounds q (2 ^ 28) ltac:(lia)) as Hq3. set (q3 := q / 2 ^ 28) in *.
  assert (Hrest : 0 <= n2 - q3 * D < 2 * D).
  { (* q lies in q3·2^28 and the 28 bits above; the digit leaves less than 32 of its units. *)
    pose proof (Z.mul_le_mono_nonneg_r (2 ^ 28 * q3) q D ltac:(lia) ltac:(lia)).
    pose proof (Z.mul_le_mono_nonneg_r q (2 ^ 28 * q3 + 2 ^ 28 - 1) D ltac:(lia) ltac:(lia)). lia. }
  assert (Hsizes : q1 < 2 ^ 50 + 1 /\ q2 < 2 ^ 50 + 1 /\ q3 < 2 ^ 22 + 1).
  { split; [|split]; apply (factor_less _ D); lia. }
  assert (Hq3' : 0 <= q3) by (apply Z.div_pos; lia). set (n3 := n2 - q3 * D) in *.
  assert (Hanswer : q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3 + (if D <=? n3 then 1 else 0) = N / D /\
    n3 - (if D <=? n3 then 1 else 0) * D = N mod D).
  { apply quotient_and_remainder; [exact HD | unfold n3, n2, n1 | destruct (D <=? n3) eqn:E; lia].
    destruct (D <=? _) eqn:E; ring. }
  destruct Hanswer as [Hanswer1 Hanswer2]. unfold is52 in *. repeat split; lia || assumption.
Qed.

(** q1·2^62 + q2·2^17 + q3 in two words. *)
Definition assembled (q1 q2 q3 : Z) : Z * Z :=
  let lower := w64 (w64 (q2 * 2 ^ 17) + q3) in
  let low := w64 (lower + w64 (q1 * 2 ^ 62)) in
  (q1 / 2 ^ 2 + q2 / 2 ^ 47 + (if lower <? q3 then 1 else 0) + (if low <? lower then 1 else 0), low).

Theorem kernel_assembly : forall q1 q2 q3, is52 q1 -> is52 q2 -> is52 q3 ->
  let (high, low) := assembled q1 q2 q3 in
  high * 2 ^ 64 + low = q1 * 2 ^ 62 + q2 * 2 ^ 17 + q3 /\ is64 low /\ 0 <= high < 2 ^ 51.
Proof.
  intros q1 q2 q3 H1 H2 H3. unfold assembled, is52, is64 in *.
  pose proof (div_bounds q1 (2 ^ 2) ltac:(lia)) as D1. pose proof (div_bounds q2 (2 ^ 47) ltac:(lia)) as D2.
  rewrite (w64_is (q2 * 2 ^ 17) (q2 mod 2 ^ 47 * 2 ^ 17) (q2 / 2 ^ 47)) by lia.
  rewrite (w64_is (q1 * 2 ^ 62) (q1 mod 2 ^ 2 * 2 ^ 62) (q1 / 2 ^ 2)) by lia.
  set (s := q2 mod 2 ^ 47) in *. set (t := q1 mod 2 ^ 2) in *. set (u := q2 / 2 ^ 47) in *. set (w := q1 / 2 ^ 2) in *.
  clearbody s t u w.
  assert (Hadd : forall x y, 0 <= x < 2 ^ 64 -> 0 <= y < 2 ^ 64 ->
    x + y = (if w64 (x + y) <? y then 1 else 0) * 2 ^ 64 + w64 (x + y) /\ 0 <= w64 (x + y) < 2 ^ 64).
  { intros x y Hx Hy. destruct (Z_lt_le_dec (x + y) (2 ^ 64)).
    - rewrite w64_small by lia. replace (x + y <? y) with false by lia. lia.
    - rewrite (w64_is (x + y) (x + y - 2 ^ 64) 1) by lia. replace (x + y - 2 ^ 64 <? y) with true by lia. lia. }
  destruct (Hadd (s * 2 ^ 17) q3 ltac:(lia) ltac:(lia)) as [A1 B1]. set (lower := w64 (s * 2 ^ 17 + q3)) in *.
  destruct (Hadd (t * 2 ^ 62) lower ltac:(lia) ltac:(lia)) as [A2 B2].
  replace (t * 2 ^ 62 + lower) with (lower + t * 2 ^ 62) in * by lia. set (low := w64 (lower + t * 2 ^ 62)) in *.
  clearbody lower low. destruct (lower <? q3), (low <? lower); lia.
Qed.
