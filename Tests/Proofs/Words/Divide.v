(** Algorithm 4 of Möller and Granlund: two limbs by one. *)

From VAMM Require Export Words.Reciprocal.

(** The candidate quotient is the true one, or less by one: what is left after taking it once more away lies between
    bounds by which the wrapped word tells. *)
Lemma candidate64 : forall d v u1 u0 q1 q0,
  2 ^ 63 <= d < 2 ^ 64 -> is_reciprocal d v -> 0 <= u1 < d -> 0 <= u0 < 2 ^ 64 -> 0 <= q0 < 2 ^ 64 ->
  q1 * 2 ^ 64 + q0 = (2 ^ 64 + v) * u1 + u0 ->
  let r := u1 * 2 ^ 64 + u0 - (q1 + 1) * d in
  - d <= r /\ q0 - 2 ^ 64 < r /\ (r < 2 ^ 64 - d \/ r < q0) /\ 0 <= q1 < 2 ^ 64.
Proof.
  intros d v u1 u0 q1 q0 Hd [Hv Hk] Hu1 Hu0 Hq0 Hq r. set (k := 2 ^ 128 - (2 ^ 64 + v) * d) in *.
  (* 2^64·(u − q1·d) = k·u1 + u0·(2^64 − d) + q0·d. *)
  assert (Hid : 2 ^ 64 * (r + d) = k * u1 + u0 * (2 ^ 64 - d) + q0 * d).
  { unfold r, k. replace (2 ^ 64 * (u1 * 2 ^ 64 + u0 - (q1 + 1) * d + d))
      with (2 ^ 128 * u1 + 2 ^ 64 * u0 - (q1 * 2 ^ 64) * d) by ring.
    replace (q1 * 2 ^ 64) with ((2 ^ 64 + v) * u1 + u0 - q0) by lia. ring. }
  pose proof (product_bounds k u1 d (d - 1) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds u0 (2 ^ 64 - d) (2 ^ 64 - 1) (2 ^ 64 - d) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds q0 d (2 ^ 64 - 1) d ltac:(lia) ltac:(lia)).
  clearbody k. repeat split.
  - lia.
  - (* r > q0 − 2^64, from q0·d ≥ 2^64·(q0 − 2^64) + 2^64·d *)
    pose proof (product_bounds (2 ^ 64 - q0) (2 ^ 64 - d) (2 ^ 64) (2 ^ 64 - d) ltac:(lia) ltac:(lia)).
    pose proof (Z.mul_pos_pos (2 ^ 64 - q0) (2 ^ 64 - d) ltac:(lia) ltac:(lia)). lia.
  - destruct (Z_lt_le_dec q0 (2 ^ 64 - d)).
    + left. pose proof (product_bounds q0 d (2 ^ 64 - d) d ltac:(lia) ltac:(lia)). lia.
    + right. pose proof (product_bounds (2 ^ 64 - d) (2 ^ 64 - d) q0 (2 ^ 64 - d) ltac:(lia) ltac:(lia)). lia.
  - pose proof (product_bounds (2 ^ 64 + v) u1 (2 ^ 64 + v) u1 ltac:(lia) ltac:(lia)). lia.
  - apply (factor_less q1 d); lia.
Qed.

Theorem divide64_is_division : forall d v u,
  2 ^ 63 <= d < 2 ^ 64 -> is_reciprocal d v -> 0 <= u -> high u < d -> divide64 d v u = (u / d, u mod d).
Proof.
  intros d v u Hd Hv Hu Hhigh. unfold divide64. destruct (limbs u) as [Elimbs Hlow].
  set (u1 := high u) in *. set (u0 := low u) in *. assert (0 <= u1) by lia. clearbody u1 u0.
  assert (Hfit : 0 <= (2 ^ 64 + v) * u1 + u0 < 2 ^ 128).
  { destruct Hv as [Hv Hk]. pose proof (product_bounds (2 ^ 64 + v) u1 (2 ^ 64 + v) (d - 1) ltac:(lia) ltac:(lia)).
    assert (2 ^ 64 <= 2 ^ 64 + v) by lia. split; [lia|].
    pose proof (Z.mul_le_mono_nonneg_l u1 (d - 1) (2 ^ 64 + v) ltac:(lia) ltac:(lia)). lia. }
  assert (Eq : w128 (v * u1 + u) = (2 ^ 64 + v) * u1 + u0) by (rewrite w128_small; lia). rewrite Eq.
  destruct (limbs ((2 ^ 64 + v) * u1 + u0)) as [Eqs Hq0]. clear Eq.
  set (q1 := high _) in *. set (q0 := low _) in *. clearbody q1 q0.
  destruct (candidate64 d v u1 u0 q1 q0 Hd Hv ltac:(lia) Hlow Hq0 ltac:(lia)) as [Hr1 [Hr2 [Hr3 Hq1]]].
  remember (u1 * 2 ^ 64 + u0 - (q1 + 1) * d) as r eqn:Er. assert (Hur : u = (q1 + 1) * d + r) by lia.
  assert (Hrem : w64 (u0 - w64 (q1 + 1) * d) = if r <? 0 then r + 2 ^ 64 else r).
  { assert (exists k, w64 (q1 + 1) = q1 + 1 - k * 2 ^ 64) as [k Ek].
    { unfold w64. pose proof (div_bounds (q1 + 1) (2 ^ 64) ltac:(lia)). exists ((q1 + 1) / 2 ^ 64). lia. }
    rewrite Ek. destruct (r <? 0) eqn:E; [apply (w64_is _ _ (k * d - u1 - 1)) | apply (w64_is _ _ (k * d - u1))]; lia. }
  rewrite Hrem. clear Hrem.
  assert (Hback : w64 (w64 (q1 + 1) - 1) = q1).
  { destruct (Z.eq_dec q1 (2 ^ 64 - 1)) as [->|]; [reflexivity|].
    rewrite (w64_small (q1 + 1)) by lia. rewrite w64_small by lia. lia. }
  destruct (r <? 0) eqn:Eneg.
  - (* The candidate was right: one step back. *)
    replace (q0 <? r + 2 ^ 64) with true by lia. rewrite Hback.
    rewrite (w64_is (r + 2 ^ 64 + d) (r + d) 1) by lia. replace (d <=? r + d) with false by lia.
    destruct (quotient_and_remainder u d q1 (r + d)) as [-> ->]; auto; lia.
  - assert (Hq : q1 + 1 < 2 ^ 64) by (apply (factor_less (q1 + 1) d); lia).
    destruct (q0 <? r) eqn:Eback.
    + (* A step back that was none to make, and the step on that undoes it. *)
      rewrite Hback. rewrite (w64_small (r + d)) by lia. replace (d <=? r + d) with true by lia.
      rewrite (w64_small (q1 + 1)) by lia. replace (r + d - d) with r by lia. rewrite (w64_small r) by lia.
      destruct (quotient_and_remainder u d (q1 + 1) r) as [-> ->]; auto; lia.
    + rewrite (w64_small (q1 + 1)) by lia. destruct (d <=? r) eqn:Eon.
      * assert (q1 + 2 < 2 ^ 64) by (apply (factor_less (q1 + 2) d); lia).
        rewrite (w64_small (q1 + 1 + 1)), (w64_small (r - d)) by lia.
        destruct (quotient_and_remainder u d (q1 + 1 + 1) (r - d)) as [-> ->]; auto; lia.
      * destruct (quotient_and_remainder u d (q1 + 1) r) as [-> ->]; auto; lia.
Qed.

(** Two limbs by any divisor with its top bit set, the reciprocal computed as the code does. *)
Theorem two_limbs_by_one : forall d u, 2 ^ 63 <= d < 2 ^ 64 -> 0 <= u -> high u < d ->
  divide64 d (reciprocal64 d) u = (u / d, u mod d).
Proof. intros. apply divide64_is_division; auto. apply reciprocal64_is_reciprocal. assumption. Qed.
