(** Three limbs by two: the reciprocal of two limbs (algorithm 6 of Möller and Granlund), the division (algorithm 5),
    and the step for a divisor of three limbs, as WideIntegers/Reciprocal.swift does them on wrapping words. *)

From VAMM Require Export Words.Divide.

(** The reciprocal of a divisor of at least 2^127: ⌊(2^192 − 1) / d⌋ − 2^64. *)
Definition is_reciprocal128 (d v : Z) : Prop := 0 <= v < 2 ^ 64 /\ 0 < 2 ^ 192 - (2 ^ 64 + v) * d <= d.

(** The steps back of the reciprocal of the upper limb that the lower limb asks for: v and p after them. *)
Definition steps_back (d1 d0 v : Z) : Z * Z :=
  let p := w64 (d1 * v + d0) in
  let first := p <? d0 in
  let second := first && (d1 <=? p) in
  let v := if first then w64 (v - 1) else v in
  let v := if second then w64 (v - 1) else v in
  let p := if first then w64 (p - d1) else p in
  let p := if second then w64 (p - d1) else p in
  (v, p).

(** [Reciprocal128.reciprocal(ofNormalized:)]. *)
Definition reciprocal128 (d : Z) : Z :=
  let d1 := high d in
  let d0 := low d in
  let (v, p) := steps_back d1 d0 (reciprocal64 d1) in
  let t1 := high (v * d0) in
  let t0 := low (v * d0) in
  let p := w64 (p + t1) in
  let third := p <? t1 in
  let fourth := third && (d <=? p * 2 ^ 64 + t0) in
  let v := if third then w64 (v - 1) else v in
  if fourth then w64 (v - 1) else v.

(** [Reciprocal128.divide(_:_:)]: u · 2^64 + next by d with the reciprocal v. *)
Definition divide128 (d v u next : Z) : Z * Z :=
  let d1 := high d in
  let d0 := low d in
  let q := w128 (v * high u + u) in
  let quotient := high q in
  let t := d0 * quotient in
  let r1 := w64 (low u - quotient * d1) in
  let remainder := w128 (w128 (r1 * 2 ^ 64 + next - t) - d) in
  let back := low q <=? high remainder in
  let quotient := if back then quotient else w64 (quotient + 1) in
  let remainder := if back then w128 (remainder + d) else remainder in
  if d <=? remainder then (w64 (quotient + 1), w128 (remainder - d)) else (quotient, remainder).

(** After the first two steps back: (2^64 + v)·d1 + d0 = 2^128 + p − 2^64, with p less than 2^64 and not less than
    2^64 − d1. *)
Lemma first_steps_back : forall d1 d0 v,
  2 ^ 63 <= d1 < 2 ^ 64 -> 0 <= d0 < 2 ^ 64 -> is_reciprocal d1 v ->
  let (v', p') := steps_back d1 d0 v in
  (2 ^ 64 + v') * d1 + d0 = 2 ^ 128 + p' - 2 ^ 64 /\ 2 ^ 64 - d1 <= p' < 2 ^ 64 /\ 0 <= v' < 2 ^ 64.
Proof.
  intros d1 d0 v Hd1 Hd0 [Hv Hk]. remember (2 ^ 128 - (2 ^ 64 + v) * d1) as k eqn:Ek.
  unfold steps_back. remember (w64 (d1 * v + d0)) as p eqn:Ep.
  (* p is d0 − k modulo 2^64. *)
  assert (Hp : p = if k <=? d0 then d0 - k else d0 - k + 2 ^ 64).
  { rewrite Ep. destruct (k <=? d0) eqn:E;
      [apply (w64_is _ _ (2 ^ 64 - d1)) | apply (w64_is _ _ (2 ^ 64 - d1 - 1))]; lia. }
  clear Ep.
  (* A step back is never from 0, as (2^64 − 1)·d1 is too small for that. *)
  destruct (k <=? d0) eqn:E.
  - assert (0 < v) by (destruct (Z.eq_dec v 0) as [->|]; lia).
    replace (p <? d0) with true by lia. cbn [andb]. rewrite (w64_small (v - 1)) by lia.
    destruct (d1 <=? p) eqn:E2.
    + rewrite (w64_small (p - d1)) by lia. assert (1 < v) by (destruct (Z.eq_dec v 1) as [->|]; lia).
      rewrite (w64_small (v - 1 - 1)) by lia. rewrite (w64_is (p - d1 - d1) (p - d1 - d1 + 2 ^ 64) (-1)) by lia. lia.
    + rewrite (w64_is (p - d1) (p - d1 + 2 ^ 64) (-1)) by lia. lia.
  - replace (p <? d0) with false by lia. cbn [andb]. lia.
Qed.

(** Algorithm 6: for every divisor of two limbs with its top bit set. *)
Theorem reciprocal128_is_reciprocal : forall d, 2 ^ 127 <= d < 2 ^ 128 -> is_reciprocal128 d (reciprocal128 d).
Proof.
  intros d Hd. unfold reciprocal128. destruct (limbs d) as [Ed Hd0].
  remember (high d) as d1 eqn:Ed1. remember (low d) as d0 eqn:Ed0. assert (Hd1 : 2 ^ 63 <= d1 < 2 ^ 64) by lia.
  pose proof (first_steps_back d1 d0 (reciprocal64 d1) Hd1 Hd0 (reciprocal64_is_reciprocal d1 Hd1)) as Hsteps.
  destruct (steps_back d1 d0 (reciprocal64 d1)) as [v p]. destruct Hsteps as [Hv [Hp Hv0]].
  destruct (limbs (v * d0)) as [Et Ht0]. remember (high (v * d0)) as t1 eqn:Et1.
  remember (low (v * d0)) as t0 eqn:Et0.
  pose proof (product_bounds v d0 (2 ^ 64 - 1) (2 ^ 64 - 1) ltac:(lia) ltac:(lia)).
  assert (Ht1 : 0 <= t1 < 2 ^ 64 - 1) by lia.
  (* What 2^192 is more than (2^64 + v)·d. *)
  assert (He : 2 ^ 192 - (2 ^ 64 + v) * d = (2 ^ 64 - p - t1) * 2 ^ 64 - t0).
  { replace ((2 ^ 64 + v) * d) with ((2 ^ 64 + v) * d1 * 2 ^ 64 + 2 ^ 64 * d0 + v * d0) by (rewrite Ed; ring).
    rewrite Et. replace ((2 ^ 64 + v) * d1) with (2 ^ 128 + p - 2 ^ 64 - d0) by lia. ring. }
  unfold is_reciprocal128. destruct (Z_lt_le_dec (p + t1) (2 ^ 64)) as [Hsmall | Hlarge].
  - rewrite (w64_small (p + t1)) by lia. replace (p + t1 <? t1) with false by lia. cbn [andb]. lia.
  - rewrite (w64_is (p + t1) (p + t1 - 2 ^ 64) 1) by lia. replace (p + t1 - 2 ^ 64 <? t1) with true by lia. cbn [andb].
    destruct (d <=? (p + t1 - 2 ^ 64) * 2 ^ 64 + t0) eqn:E.
    + assert (Hv2 : (2 ^ 64 + (v - 1 - 1)) * d <= 2 ^ 192) by lia.
      assert (0 < 2 ^ 192 - (2 ^ 64 + (v - 1 - 1)) * d <= d) by lia.
      assert (1 < v) by (destruct (Z_lt_le_dec 1 v); [assumption|]; pose proof (product_bounds (2 ^ 64 + v - 2) d
        (2 ^ 64 - 1) d); destruct (Z_lt_le_dec (2 ^ 64 + v - 2) 0); lia).
      rewrite (w64_small (v - 1)) by lia. rewrite w64_small by lia. lia.
    + assert (0 < 2 ^ 192 - (2 ^ 64 + (v - 1)) * d <= d) by lia.
      assert (0 < v) by (destruct (Z_lt_le_dec 0 v); [assumption|]; pose proof (product_bounds (2 ^ 64 + v - 1) d
        (2 ^ 64 - 1) d); destruct (Z_lt_le_dec (2 ^ 64 + v - 1) 0); lia).
      rewrite w64_small by lia. lia.
Qed.
