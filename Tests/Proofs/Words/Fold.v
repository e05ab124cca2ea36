(** The remainder by 10^18 of four limbs, by folding the upper ones (VirtualAMM/ReserveDifference.swift,
    [remainderByOne]). *)

From VAMM Require Export Words.Divide.

(** 2^64, 2^128 and 2^192 modulo 10^18. *)
Definition power1 : Z := 0x0633275e3af80000.
Definition power2 : Z := 0x0532df7974c40000.
Definition power3 : Z := 0x04eecadb58280000.

Definition remainder_by_one (l0 l1 l2 l3 : Z) : Z :=
  let folded := w128 (l3 * power3 + l2 * power2 + l1 * power1 + l0) in
  let upper := high folded in
  let twice := w128 (upper * power1 + low folded) in
  let divisor := w64 (ONE * 2 ^ 4) in
  let (_, remainder) := divide64 divisor (reciprocal64 divisor) (w128 (twice * 2 ^ 4)) in
  remainder / 2 ^ 4.

Definition four_limbs (l0 l1 l2 l3 : Z) : Z := l3 * 2 ^ 192 + l2 * 2 ^ 128 + l1 * 2 ^ 64 + l0.

(** Numbers with the same remainder, by their distance. *)
Lemma same_remainder : forall x y m k, 0 < m -> x = y + k * m -> x mod m = y mod m.
Proof. intros x y m k Hm ->. apply Z.mod_add. lia. Qed.

Lemma powers_are_remainders :
  2 ^ 64 mod ONE = power1 /\ 2 ^ 128 mod ONE = power2 /\ 2 ^ 192 mod ONE = power3.
Proof. repeat split. Qed.

Theorem folding_is_the_remainder : forall l0 l1 l2 l3,
  is64 l0 -> is64 l1 -> is64 l2 -> is64 l3 -> remainder_by_one l0 l1 l2 l3 = four_limbs l0 l1 l2 l3 mod ONE.
Proof.
  intros l0 l1 l2 l3 H0 H1 H2 H3. unfold is64 in *. unfold remainder_by_one.
  set (folded := l3 * power3 + l2 * power2 + l1 * power1 + l0).
  assert (Hfolded : 0 <= folded < 2 ^ 125) by (unfold folded, power1, power2, power3; lia).
  rewrite (w128_small folded) by lia. destruct (limbs folded) as [Elimbs Hlow].
  remember (high folded) as upper eqn:Eupper. remember (low folded) as lower eqn:Elower.
  assert (Hupper : 0 <= upper < 2 ^ 61) by lia.
  set (twice := upper * power1 + lower). assert (Htwice : 0 <= twice < 2 ^ 121) by (unfold twice, power1; lia).
  rewrite (w128_small twice) by lia. rewrite (w128_small (twice * 2 ^ 4)) by lia.
  rewrite (w64_small (ONE * 2 ^ 4)) by (unfold ONE; lia).
  (* The step's dividend has an upper limb of less than 2^61, the divisor its top bit set. *)
  rewrite two_limbs_by_one.
  2: { unfold ONE. lia. }
  2: { lia. }
  2: { unfold high. apply Z.div_lt_upper_bound; unfold ONE; lia. }
  rewrite Z.mul_mod_distr_r by (unfold ONE; lia). rewrite Z.div_mul by lia.
  transitivity (folded mod ONE).
  - apply (same_remainder _ _ _ (- (18 * upper))); [reflexivity|]. unfold twice, power1, ONE. lia.
  - symmetry. apply (same_remainder _ _ _ (l3 * (2 ^ 192 / ONE) + l2 * (2 ^ 128 / ONE) + l1 * (2 ^ 64 / ONE)));
      [reflexivity|].
    unfold folded, four_limbs.
    assert (E1 : 2 ^ 64 = 2 ^ 64 / ONE * ONE + power1) by reflexivity.
    assert (E2 : 2 ^ 128 = 2 ^ 128 / ONE * ONE + power2) by reflexivity.
    assert (E3 : 2 ^ 192 = 2 ^ 192 / ONE * ONE + power3) by reflexivity.
    rewrite E1, E2, E3 at 1. ring.
Qed.
