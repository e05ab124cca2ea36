(** Algorithm 5 of Möller and Granlund: three limbs by two; and the step for a divisor of three limbs. *)

From VAMM Require Export Words.Divide128.

(** The estimate's double word fits, as u is less than d. *)
Lemma estimate_fits : forall d1 d0 v u1 u0,
  let d := d1 * 2 ^ 64 + d0 in
  2 ^ 127 <= d < 2 ^ 128 -> 0 <= d0 < 2 ^ 64 -> is_reciprocal128 d v ->
  0 <= u1 -> 0 <= u0 < 2 ^ 64 -> u1 * 2 ^ 64 + u0 < d ->
  0 <= (2 ^ 64 + v) * u1 + u0 < 2 ^ 128.
Proof.
  intros d1 d0 v u1 u0 d Hd Hd0 [Hv Hk] Hu1 Hu0 Hu.
  pose proof (product_bounds (2 ^ 64 + v) u1 (2 ^ 64 + v) u1 ltac:(lia) ltac:(lia)). split; [lia|].
  apply (factor_less _ d); [lia|]. remember (2 ^ 192 - (2 ^ 64 + v) * d) as k eqn:Ek.
  assert (E : ((2 ^ 64 + v) * u1 + u0) * d = 2 ^ 192 * u1 - k * u1 + u0 * d) by (rewrite Ek; ring).
  rewrite E. pose proof (product_bounds k u1 d u1 ltac:(lia) ltac:(lia)).
  pose proof (product_bounds u0 d (2 ^ 64 - 1) (2 ^ 128) ltac:(lia) ltac:(lia)).
  destruct (Z_lt_le_dec u1 d1).
  - unfold d in *. lia.
  - assert (u1 = d1) by (unfold d in *; lia). subst u1.
    assert (k * d1 > 0) by (assert (0 < d1) by (unfold d in *; lia); pose proof (Z.mul_pos_pos k d1); lia).
    pose proof (product_bounds u0 d (d0 - 1) (2 ^ 128) ltac:(unfold d in *; lia) ltac:(lia)). unfold d in *. lia.
Qed.

(** Which of two bounds holds, from a bound on their convex combination. *)
Lemma one_of_two : forall d c m r,
  0 < d < m -> 0 <= c -> m * r <= (m - d) * (m - d) - m + c * d -> r < m - d \/ r < c.
Proof.
  intros d c m r Hd Hc H. destruct (Z_lt_le_dec c (m - d)).
  - left. pose proof (product_bounds c d (m - d) d ltac:(lia) ltac:(lia)).
    apply (factor_less _ m); [lia|]. lia.
  - right. pose proof (product_bounds (m - d) (m - d) c (m - d) ltac:(lia) ltac:(lia)).
    apply (factor_less _ m); [lia|]. lia.
Qed.

Lemma candidate128 : forall d v u1 u0 next q1 q0,
  2 ^ 127 <= d < 2 ^ 128 -> is_reciprocal128 d v -> 0 <= u1 -> 0 <= u0 < 2 ^ 64 -> 0 <= next < 2 ^ 64 ->
  u1 * 2 ^ 64 + u0 < d -> 0 <= q0 < 2 ^ 64 -> q1 * 2 ^ 64 + q0 = (2 ^ 64 + v) * u1 + u0 ->
  let r := (u1 * 2 ^ 64 + u0) * 2 ^ 64 + next - (q1 + 1) * d in
  - d <= r /\ q0 * 2 ^ 64 - 2 ^ 128 < r /\ (r < 2 ^ 128 - d \/ r < q0 * 2 ^ 64).
Proof.
  intros d v u1 u0 n q1 q0 Hd [Hv Hk] Hu1 Hu0 Hn Hu Hq0 Hq r.
  remember (2 ^ 192 - (2 ^ 64 + v) * d) as k eqn:Ek.
  assert (Hid : 2 ^ 64 * (r + d) = k * u1 + u0 * (2 ^ 128 - d) + 2 ^ 64 * n + q0 * d).
  { unfold r. rewrite Ek. replace (2 ^ 64 * ((u1 * 2 ^ 64 + u0) * 2 ^ 64 + n - (q1 + 1) * d + d))
      with (2 ^ 192 * u1 + 2 ^ 128 * u0 + 2 ^ 64 * n - (q1 * 2 ^ 64) * d) by ring.
    replace (q1 * 2 ^ 64) with ((2 ^ 64 + v) * u1 + u0 - q0) by lia. ring. }
  clearbody r. assert (Hk2 : k <= 2 ^ 64 * (2 ^ 128 - d)).
  { pose proof (product_bounds v d v d ltac:(lia) ltac:(lia)). lia. }
  clear Ek Hv Hq.
  pose proof (product_bounds k u1 d u1 ltac:(lia) ltac:(lia)) as Hku.
  pose proof (product_bounds u0 (2 ^ 128 - d) (2 ^ 64 - 1) (2 ^ 128 - d) ltac:(lia) ltac:(lia)) as Hu0d.
  pose proof (product_bounds q0 d (2 ^ 64 - 1) d ltac:(lia) ltac:(lia)) as Hq0d.
  split; [lia|]. split.
  - pose proof (Z.mul_pos_pos (2 ^ 64 - q0) (2 ^ 128 - d) ltac:(lia) ltac:(lia)). lia.
  - destruct (Z_lt_le_dec (2 ^ 192) (d * (2 ^ 64 + 1))) as [Hnear | Hfar].
    + (* d is so near to 2^128 that 2^128 − d is one limb: v is small, and k too. *)
      assert (He : 1 <= 2 ^ 128 - d <= 2 ^ 64 - 1) by lia.
      pose proof (product_bounds k u1 (2 ^ 64 * (2 ^ 128 - d)) u1 ltac:(lia) ltac:(lia)).
      pose proof (product_bounds (2 ^ 128 - d) (u1 * 2 ^ 64 + u0) (2 ^ 64 - 1) (d - 1) ltac:(lia) ltac:(lia)).
      assert (2 ^ 64 * (r + d) <= (2 ^ 64 - 1) * (d - 1) + 2 ^ 128 - 2 ^ 64 + q0 * d) by lia.
      destruct (Z.eq_dec q0 0) as [->|].
      * left. lia.
      * right. pose proof (product_bounds (q0 - 1) (2 ^ 128 - d) (q0 - 1) (2 ^ 128 - d) ltac:(lia) ltac:(lia)). lia.
    + (* Else u1·2^64 ≤ d − 1 − u0 bounds the sum. *)
      apply (one_of_two d (q0 * 2 ^ 64) (2 ^ 128) r); [lia | lia |].
      pose proof (product_bounds k (u1 * 2 ^ 64) d (d - 1 - u0) ltac:(lia) ltac:(lia)).
      pose proof (product_bounds u0 (2 ^ 192 - d * (2 ^ 64 + 1)) (2 ^ 64 - 1) (2 ^ 192 - d * (2 ^ 64 + 1))
        ltac:(lia) ltac:(lia)).
      lia.
Qed.

Theorem divide128_is_division : forall d v u next,
  2 ^ 127 <= d < 2 ^ 128 -> is_reciprocal128 d v -> 0 <= u < d -> 0 <= next < 2 ^ 64 ->
  divide128 d v u next = ((u * 2 ^ 64 + next) / d, (u * 2 ^ 64 + next) mod d).
Proof.
  intros d v u n Hd Hv Hu Hn. unfold divide128. destruct (limbs u) as [Eu Hu0]. destruct (limbs d) as [Ed Hd0].
  remember (high u) as u1 eqn:Eu1. remember (low u) as u0 eqn:Eu0.
  remember (high d) as d1 eqn:Ed1. remember (low d) as d0 eqn:Ed0. assert (0 <= u1) by lia.
  assert (Hfit : 0 <= (2 ^ 64 + v) * u1 + u0 < 2 ^ 128).
  { apply (estimate_fits d1 d0); rewrite <- ?Ed; auto; lia. }
  assert (Eq : w128 (v * u1 + u) = (2 ^ 64 + v) * u1 + u0) by (rewrite w128_small; lia). rewrite Eq.
  destruct (limbs ((2 ^ 64 + v) * u1 + u0)) as [Eqs Hq0]. clear Eq.
  remember (high ((2 ^ 64 + v) * u1 + u0)) as q1 eqn:Eq1. remember (low ((2 ^ 64 + v) * u1 + u0)) as q0 eqn:Eq0.
  destruct (candidate128 d v u1 u0 n q1 q0 Hd Hv ltac:(lia) Hu0 Hn ltac:(lia) Hq0 ltac:(lia)) as [Hr1 [Hr2 Hr3]].
  assert (Hq1 : 0 <= q1 < 2 ^ 64) by lia. clear Eq1 Eq0 Eqs Hfit Eu1 Eu0 Ed1.
  remember ((u1 * 2 ^ 64 + u0) * 2 ^ 64 + n - (q1 + 1) * d) as r eqn:Er.
  assert (Hur : u * 2 ^ 64 + n = (q1 + 1) * d + r) by (rewrite Er, <- Eu; lia).
  (* The word that the code computes is r, modulo 2^128. *)
  assert (Hrem : w128 (w128 (w64 (u0 - q1 * d1) * 2 ^ 64 + n - d0 * q1) - d) = if r <? 0 then r + 2 ^ 128 else r).
  { unfold w64, w128. rewrite Zminus_mod_idemp_l.
    pose proof (div_bounds (u0 - q1 * d1) (2 ^ 64) ltac:(lia)) as Hw.
    remember ((u0 - q1 * d1) mod 2 ^ 64) as word eqn:Eword. remember ((u0 - q1 * d1) / 2 ^ 64) as wraps eqn:Ewraps.
    assert (Hr : word * 2 ^ 64 + n - d0 * q1 - d = r + (- wraps - u1) * 2 ^ 128).
    { rewrite Er. replace (word * 2 ^ 64) with ((u0 - q1 * d1 - 2 ^ 64 * wraps) * 2 ^ 64) by (f_equal; lia).
      replace ((q1 + 1) * d) with (q1 * (d1 * 2 ^ 64 + d0) + d) by (rewrite <- Ed; ring). ring. }
    rewrite Hr. fold (w128 (r + (- wraps - u1) * 2 ^ 128)). destruct (r <? 0) eqn:E;
      [apply (w128_is _ _ (- wraps - u1 - 1)) | apply (w128_is _ _ (- wraps - u1))]; lia. }
  rewrite Hrem. clear Hrem. destruct (r <? 0) eqn:Eneg.
  - replace (q0 <=? high (r + 2 ^ 128)) with true by (pose proof (limbs (r + 2 ^ 128)); lia).
    rewrite (w128_is (r + 2 ^ 128 + d) (r + d) 1) by lia. replace (d <=? r + d) with false by lia.
    destruct (quotient_and_remainder (u * 2 ^ 64 + n) d q1 (r + d)) as [<- <-]; auto; lia.
  - assert (Hq : q1 + 1 < 2 ^ 64) by (apply (factor_less (q1 + 1) d); lia). pose proof (limbs r).
    destruct (q0 <=? high r) eqn:Eback.
    + rewrite (w128_small (r + d)) by lia. replace (d <=? r + d) with true by lia.
      rewrite (w64_small (q1 + 1)) by lia. replace (r + d - d) with r by lia. rewrite (w128_small r) by lia.
      destruct (quotient_and_remainder (u * 2 ^ 64 + n) d (q1 + 1) r) as [<- <-]; auto; lia.
    + rewrite (w64_small (q1 + 1)) by lia. destruct (d <=? r) eqn:Eon.
      * assert (q1 + 2 < 2 ^ 64) by (apply (factor_less (q1 + 2) d); lia).
        rewrite (w64_small (q1 + 1 + 1)), (w128_small (r - d)) by lia.
        destruct (quotient_and_remainder (u * 2 ^ 64 + n) d (q1 + 1 + 1) (r - d)) as [<- <-]; auto; lia.
      * destruct (quotient_and_remainder (u * 2 ^ 64 + n) d (q1 + 1) r) as [<- <-]; auto; lia.
Qed.

Theorem three_limbs_by_two : forall d u next, 2 ^ 127 <= d < 2 ^ 128 -> 0 <= u < d -> 0 <= next < 2 ^ 64 ->
  divide128 d (reciprocal128 d) u next = ((u * 2 ^ 64 + next) / d, (u * 2 ^ 64 + next) mod d).
Proof. intros. apply divide128_is_division; auto. apply reciprocal128_is_reciprocal. assumption. Qed.
