(** The division of the difference form: 256 bits by a divisor that is larger than the upper half, so that the quotient
    has 128 bits (WideIntegers/UInt256+Division.swift, [dividedToHalf]). *)

From VAMM Require Export Words.ThreeByTwo.

(** By how much a limb is shifted until its top bit is set. *)
Definition leading_zeros (limb : Z) : Z := 63 - Z.log2 limb.

(** Two steps, from the upper 128 bits of the shifted dividend. An "or" of bits that do not meet is a sum. *)
Definition divided_to_half (divisor high_half low_half : Z) : Z * bool :=
  if high divisor =? 0 then
    let s := leading_zeros divisor in
    let d := w64 (divisor * 2 ^ s) in
    let v := reciprocal64 d in
    let upper := w64 (w128 (high_half * 2 ^ s) + low_half / 2 ^ (128 - s)) in
    let lower := w128 (low_half * 2 ^ s) in
    let (q1, r1) := divide64 d v (upper * 2 ^ 64 + high lower) in
    let (q0, r0) := divide64 d v (r1 * 2 ^ 64 + low lower) in
    (q1 * 2 ^ 64 + q0, r0 =? 0)
  else
    let s := leading_zeros (high divisor) in
    let d := w128 (divisor * 2 ^ s) in
    let v := reciprocal128 d in
    let upper := w128 (high_half * 2 ^ s) + low_half / 2 ^ (128 - s) in
    let lower := w128 (low_half * 2 ^ s) in
    let (q1, r1) := divide128 d v upper (high lower) in
    let (q0, r0) := divide128 d v r1 (low lower) in
    (q1 * 2 ^ 64 + q0, r0 =? 0).

Lemma leading_zeros_normalize : forall limb, 0 < limb < 2 ^ 64 ->
  0 <= leading_zeros limb <= 63 /\ 2 ^ 63 <= limb * 2 ^ leading_zeros limb < 2 ^ 64.
Proof.
  intros limb H. unfold leading_zeros. pose proof (Z.log2_spec limb ltac:(lia)) as Hlog.
  assert (0 <= Z.log2 limb < 64) by (split; [apply Z.log2_nonneg | apply Z.log2_lt_pow2; lia]).
  set (l := Z.log2 limb) in *. clearbody l. split; [lia|].
  assert (E : 2 ^ 63 = 2 ^ l * 2 ^ (63 - l)) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (0 < 2 ^ (63 - l)) by (apply Z.pow_pos_nonneg; lia).
  replace (2 ^ Z.succ l) with (2 * 2 ^ l) in Hlog by (rewrite Z.pow_succ_r by lia; reflexivity).
  replace (2 ^ 64) with (2 * 2 ^ 63) by reflexivity. rewrite E.
  split; [apply Z.mul_le_mono_nonneg_r | rewrite Z.mul_assoc; apply Z.mul_lt_mono_pos_r]; lia.
Qed.

(** Shifting the dividend by s bits hands its upper bits from the lower half to the upper one. *)
Lemma shifted_halves : forall h l s, 0 <= s <= 63 -> 0 <= l < 2 ^ 128 ->
  (h * 2 ^ s + l / 2 ^ (128 - s)) * 2 ^ 128 + w128 (l * 2 ^ s) = (h * 2 ^ 128 + l) * 2 ^ s /\
  0 <= l / 2 ^ (128 - s) < 2 ^ s.
Proof.
  intros h l s Hs Hl. assert (E : 2 ^ 128 = 2 ^ s * 2 ^ (128 - s)) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (0 < 2 ^ s) by (apply Z.pow_pos_nonneg; lia). assert (0 < 2 ^ (128 - s)) by (apply Z.pow_pos_nonneg; lia).
  pose proof (div_bounds l (2 ^ (128 - s)) ltac:(lia)) as Hdiv.
  assert (Hlow : w128 (l * 2 ^ s) = l mod 2 ^ (128 - s) * 2 ^ s).
  { unfold w128. rewrite E, (Z.mul_comm (2 ^ s)), Z.mul_mod_distr_r by lia. reflexivity. }
  rewrite Hlow. split.
  - assert (Hring : forall h p t q r, (h * p + q) * (p * t) + r * p = (h * (p * t) + (t * q + r)) * p)
      by (intros; ring).
    rewrite E, Hring. f_equal. lia.
  - split; [apply Z.div_pos; lia|]. apply Z.div_lt_upper_bound; [lia|]. rewrite Z.mul_comm, <- E. lia.
Qed.

(** What is less than the divisor stays so when both are shifted. *)
Lemma shifted_fits : forall h divisor p q, 0 <= h < divisor -> 0 <= q < p -> 0 <= h * p + q < divisor * p.
Proof.
  intros h divisor p q Hh Hq. pose proof (Z.mul_le_mono_nonneg_r (h + 1) divisor p ltac:(lia) ltac:(lia)).
  pose proof (Z.mul_nonneg_nonneg h p). lia.
Qed.

(** Two steps of a division make one: the rests go on. *)
Lemma two_steps : forall d upper middle lower q1 r1 q0 r0, 0 < d -> 0 <= upper < d ->
  0 <= middle < 2 ^ 64 -> 0 <= lower < 2 ^ 64 ->
  q1 = (upper * 2 ^ 64 + middle) / d -> r1 = (upper * 2 ^ 64 + middle) mod d ->
  q0 = (r1 * 2 ^ 64 + lower) / d -> r0 = (r1 * 2 ^ 64 + lower) mod d ->
  let u := (upper * 2 ^ 64 + middle) * 2 ^ 64 + lower in
  q1 * 2 ^ 64 + q0 = u / d /\ r0 = u mod d /\ 0 <= r1 < d.
Proof.
  intros d upper middle lower q1 r1 q0 r0 Hd Hupper Hmiddle Hlower Hq1 Hr1 Hq0 Hr0 u.
  pose proof (div_bounds (upper * 2 ^ 64 + middle) d Hd) as H1. rewrite <- Hq1, <- Hr1 in H1.
  pose proof (div_bounds (r1 * 2 ^ 64 + lower) d Hd) as H2. rewrite <- Hq0, <- Hr0 in H2.
  destruct (quotient_and_remainder u d (q1 * 2 ^ 64 + q0) r0) as [-> ->]; unfold u; auto; lia.
Qed.

(** A quotient and whether it is exact do not change when both numbers are shifted. *)
Lemma unshifted : forall u d s, 0 < d -> 0 <= s ->
  u * 2 ^ s / (d * 2 ^ s) = u / d /\ (u * 2 ^ s mod (d * 2 ^ s) =? 0) = (u mod d =? 0).
Proof.
  intros u d s Hd Hs. assert (0 < 2 ^ s) by (apply Z.pow_pos_nonneg; lia). split; [apply Z.div_mul_cancel_r; lia|].
  rewrite Z.mul_mod_distr_r by lia. destruct (u mod d =? 0) eqn:E.
  - apply Z.eqb_eq in E. rewrite E. reflexivity.
  - apply Z.eqb_neq in E. apply Z.eqb_neq. pose proof (Z.mod_pos_bound u d Hd). nia.
Qed.

Theorem half_division_is_division : forall divisor h l,
  0 < divisor < 2 ^ 128 -> 0 <= h < divisor -> 0 <= l < 2 ^ 128 ->
  divided_to_half divisor h l =
    ((h * 2 ^ 128 + l) / divisor, (h * 2 ^ 128 + l) mod divisor =? 0).
Proof.
  intros divisor h l Hd Hh Hl. unfold divided_to_half. destruct (limbs divisor) as [Edivisor Hlow].
  destruct (high divisor =? 0) eqn:E.
  - (* One limb. *)
    assert (Hsmall : 0 < divisor < 2 ^ 64) by lia. destruct (leading_zeros_normalize divisor Hsmall) as [Hs Hnorm].
    remember (leading_zeros divisor) as s eqn:Es. clear Es.
    destruct (shifted_halves h l s Hs Hl) as [Hshift Hhanded].
    destruct (unshifted (h * 2 ^ 128 + l) divisor s) as [Hq Hr];
      [lia | lia|]. rewrite <- Hq, <- Hr, <- Hshift.
    assert (Hfit : 0 <= h * 2 ^ s + l / 2 ^ (128 - s) < divisor * 2 ^ s)
      by (apply shifted_fits; assumption).
    rewrite (w64_small (divisor * 2 ^ s)) by lia. rewrite (w128_small (h * 2 ^ s)) by lia.
    rewrite (w64_small (h * 2 ^ s + _)) by lia. set (upper := h * 2 ^ s + l / 2 ^ (128 - s)) in *.
    destruct (limbs (w128 (l * 2 ^ s))) as [Elow Hlower]. pose proof (w128_bounds (l * 2 ^ s)).
    remember (high (w128 (l * 2 ^ s))) as middle eqn:Em. remember (low (w128 (l * 2 ^ s))) as lower eqn:El.
    assert (0 <= middle < 2 ^ 64) by lia.
    rewrite two_limbs_by_one; [|lia|lia|rewrite high_of; lia]. cbv beta iota zeta.
    pose proof (Z.mod_pos_bound (upper * 2 ^ 64 + middle) (divisor * 2 ^ s) ltac:(lia)).
    rewrite two_limbs_by_one; [|lia|lia|rewrite high_of; lia]. rewrite Elow.
    destruct (two_steps (divisor * 2 ^ s) upper middle lower _ _ _ _ ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)
      eq_refl eq_refl eq_refl eq_refl) as [-> [-> _]].
    replace (upper * 2 ^ 128 + (middle * 2 ^ 64 + lower)) with ((upper * 2 ^ 64 + middle) * 2 ^ 64 + lower) by ring.
    reflexivity.
  - assert (Hlarge : 0 < high divisor < 2 ^ 64) by lia.
    destruct (leading_zeros_normalize (high divisor) Hlarge) as [Hs Hnorm].
    remember (leading_zeros (high divisor)) as s eqn:Es. clear Es.
    destruct (shifted_halves h l s Hs Hl) as [Hshift Hhanded].
    destruct (unshifted (h * 2 ^ 128 + l) divisor s) as [Hq Hr];
      [lia | lia|]. rewrite <- Hq, <- Hr, <- Hshift.
    assert (Htop : 2 ^ 127 <= divisor * 2 ^ s < 2 ^ 128).
    { assert (0 < 2 ^ s) by lia. assert (high divisor * 2 ^ s <= 2 ^ 64 - 2 ^ s).
      { assert (E64 : 2 ^ 64 = 2 ^ (64 - s) * 2 ^ s) by (rewrite <- Z.pow_add_r by lia; f_equal; lia).
        assert (high divisor < 2 ^ (64 - s)) by (apply (Z.mul_lt_mono_pos_r (2 ^ s)); lia).
        pose proof (Z.mul_le_mono_nonneg_r (high divisor + 1) (2 ^ (64 - s)) (2 ^ s) ltac:(lia) ltac:(lia)). lia. }
      assert (Hlows : 0 <= low divisor * 2 ^ s < 2 ^ 64 * 2 ^ s).
      { split; [apply Z.mul_nonneg_nonneg; lia | apply Z.mul_lt_mono_pos_r; lia]. }
      replace (divisor * 2 ^ s) with (high divisor * 2 ^ s * 2 ^ 64 + low divisor * 2 ^ s)
        by (rewrite Edivisor at 3; ring). lia. }
    assert (Hfit : 0 <= h * 2 ^ s + l / 2 ^ (128 - s) < divisor * 2 ^ s)
      by (apply shifted_fits; assumption).
    rewrite (w128_small (divisor * 2 ^ s)) by lia. rewrite (w128_small (h * 2 ^ s)) by lia.
    set (upper := h * 2 ^ s + l / 2 ^ (128 - s)) in *.
    destruct (limbs (w128 (l * 2 ^ s))) as [Elow Hlower]. pose proof (w128_bounds (l * 2 ^ s)).
    remember (high (w128 (l * 2 ^ s))) as middle eqn:Em. remember (low (w128 (l * 2 ^ s))) as lower eqn:El.
    assert (0 <= middle < 2 ^ 64) by lia.
    rewrite three_limbs_by_two by lia. cbv beta iota zeta.
    pose proof (Z.mod_pos_bound (upper * 2 ^ 64 + middle) (divisor * 2 ^ s) ltac:(lia)).
    rewrite three_limbs_by_two by lia. rewrite Elow.
    destruct (two_steps (divisor * 2 ^ s) upper middle lower _ _ _ _ ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)
      eq_refl eq_refl eq_refl eq_refl) as [-> [-> _]].
    replace (upper * 2 ^ 128 + (middle * 2 ^ 64 + lower)) with ((upper * 2 ^ 64 + middle) * 2 ^ 64 + lower) by ring.
    reflexivity.
Qed.
