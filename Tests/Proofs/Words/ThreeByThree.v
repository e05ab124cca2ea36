(** The step of the schoolbook division by three limbs (WideIntegers/Reciprocal.swift, [Reciprocal128.divide] with a
    tail): the quotient is estimated by the two upper limbs of the divisor and is too large by one at most. *)

From VAMM Require Export Words.ThreeByTwo.

(** Quotient, upper and last limbs of the remainder of u·2^128 + next·2^64 + last by d·2^64 + tail. *)
Definition divide_with_tail (d v u next last tail : Z) : Z * Z * Z :=
  let (quotient, upper) := divide128 d v u next in
  let product := quotient * tail in
  let rest := w64 (last - low product) in
  let taken := w128 (high product + (if last <? low product then 1 else 0)) in
  let too_large := upper <? taken in
  let upper := w128 (upper - taken) in
  if too_large then
    let rest := w64 (rest + tail) in
    (w64 (quotient - 1), w128 (upper + (d + (if rest <? tail then 1 else 0))), rest)
  else (quotient, upper, rest).

(** The remainder that the estimate leaves, in limbs with a borrow. *)
Lemma after_the_estimate : forall upper last product, 0 <= last < 2 ^ 64 ->
  let rest := w64 (last - low product) in
  let taken := high product + (if last <? low product then 1 else 0) in
  upper * 2 ^ 64 + last - product = (upper - taken) * 2 ^ 64 + rest /\ 0 <= rest < 2 ^ 64.
Proof.
  intros upper last product Hlast. destruct (limbs product) as [E Hlow]. cbv zeta.
  split; [|apply w64_bounds]. destruct (last <? low product) eqn:Eborrow.
  - rewrite (w64_is _ (last - low product + 2 ^ 64) (-1)) by lia. lia.
  - rewrite w64_small by lia. lia.
Qed.

Theorem dividing_with_a_tail_is_division : forall d u next last tail,
  2 ^ 127 <= d < 2 ^ 128 -> 0 <= u < d -> 0 <= next < 2 ^ 64 -> 0 <= last < 2 ^ 64 -> 0 <= tail < 2 ^ 64 ->
  let '(q, upper, rest) := divide_with_tail d (reciprocal128 d) u next last tail in
  let dividend := (u * 2 ^ 64 + next) * 2 ^ 64 + last in
  let divisor := d * 2 ^ 64 + tail in
  q = dividend / divisor /\ upper * 2 ^ 64 + rest = dividend mod divisor.
Proof.
  intros d u next last tail Hd Hu Hnext Hlast Htail. unfold divide_with_tail.
  rewrite three_limbs_by_two by assumption. pose proof (div_bounds (u * 2 ^ 64 + next) d ltac:(lia)) as Hdiv.
  remember ((u * 2 ^ 64 + next) / d) as q eqn:Eq. remember ((u * 2 ^ 64 + next) mod d) as upper eqn:Eupper.
  assert (Hq : 0 <= q < 2 ^ 64).
  { split; [rewrite Eq; apply Z.div_pos; lia | apply (factor_less q d); lia]. }
  pose proof (product_bounds q tail (2 ^ 64 - 1) (2 ^ 64 - 1) ltac:(lia) ltac:(lia)) as Hproduct.
  destruct (limbs (q * tail)) as [Eproduct Hlow].
  destruct (after_the_estimate upper last (q * tail) Hlast) as [Hleft Hrest].
  remember (w64 (last - low (q * tail))) as rest eqn:Erest.
  assert (Htaken : 0 <= high (q * tail) + (if last <? low (q * tail) then 1 else 0) < 2 ^ 64)
    by (destruct (last <? low (q * tail)) eqn:E; lia).
  rewrite (w128_small (high (q * tail) + _)) by lia.
  set (taken := high (q * tail) + (if last <? low (q * tail) then 1 else 0)) in *. clearbody taken.
  set (dividend := (u * 2 ^ 64 + next) * 2 ^ 64 + last). set (divisor := d * 2 ^ 64 + tail).
  assert (Hid : dividend = q * divisor + (upper * 2 ^ 64 + last - q * tail)).
  { unfold dividend, divisor. replace (u * 2 ^ 64 + next) with (d * q + upper) by lia. ring. }
  destruct (upper <? taken) eqn:Etoo.
  - (* One divisor too many was taken; it is given back. *)
    assert (0 < q) by (destruct (Z.eq_dec q 0) as [->|]; [change (0 * tail) with 0 in *; lia | lia]).
    rewrite (w64_small (q - 1)) by lia.
    assert (Hback : exists r, w64 (rest + tail) = r /\
      rest + tail = r + (if r <? tail then 1 else 0) * 2 ^ 64 /\ 0 <= r < 2 ^ 64).
    { destruct (Z_lt_le_dec (rest + tail) (2 ^ 64)).
      - exists (rest + tail). rewrite w64_small by lia. replace (rest + tail <? tail) with false by lia. lia.
      - exists (rest + tail - 2 ^ 64). rewrite (w64_is (rest + tail) (rest + tail - 2 ^ 64) 1) by lia.
        replace (rest + tail - 2 ^ 64 <? tail) with true by lia. lia. }
    destruct Hback as [r [-> [Hr Hr64]]]. set (carry := if r <? tail then 1 else 0) in *. clearbody carry.
    assert (0 <= carry <= 1) by lia.
    assert (Hupper : w128 (w128 (upper - taken) + (d + carry)) = upper - taken + d + carry).
    { rewrite (w128_is (upper - taken) (upper - taken + 2 ^ 128) (-1)) by lia. apply (w128_is _ _ 1); lia. }
    rewrite Hupper. apply quotient_and_remainder; unfold divisor in *; lia.
  - rewrite (w128_small (upper - taken)) by lia. apply quotient_and_remainder; unfold divisor in *; lia.
Qed.
