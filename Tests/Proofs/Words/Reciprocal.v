(** Division of two limbs by one with a reciprocal, after Möller and Granlund, as WideIntegers/Reciprocal.swift does it
    on wrapping words: the reciprocal (algorithm 2 of the paper) and the division (algorithm 4). *)

From VAMM Require Export Words.Words.

(** The reciprocal of a divisor of at least 2^63: ⌊(2^128 − 1) / d⌋ − 2^64. *)
Definition is_reciprocal (d v : Z) : Prop := 0 <= v < 2 ^ 64 /\ 0 < 2 ^ 128 - (2 ^ 64 + v) * d <= d.

(** [Reciprocal64.reciprocal(ofNormalized:)]. *)
Definition reciprocal64 (d : Z) : Z :=
  let d9 := d / 2 ^ 55 in
  let d40 := d / 2 ^ 24 + 1 in
  let d63 := d / 2 + d mod 2 in
  let v0 := (2 ^ 19 - 3 * 2 ^ 8) / d9 in
  let v1 := w64 (v0 * 2 ^ 11 - w64 (v0 * v0 * d40) / 2 ^ 40 - 1) in
  let v2 := w64 (v1 * 2 ^ 13 + w64 (v1 * w64 (2 ^ 60 - v1 * d40)) / 2 ^ 47) in
  let e := w64 ((if d mod 2 =? 0 then 0 else v2 / 2) - v2 * d63) in
  let v3 := w64 (v2 * 2 ^ 31 + high (v2 * e) / 2) in
  let product := v3 * d in
  let carry := if 2 ^ 64 <=? low product + d then 1 else 0 in
  w64 (v3 - (high product + d + carry)).

(** [Reciprocal64.divide]: u by d with the reciprocal v; quotient and remainder. *)
Definition divide64 (d v u : Z) : Z * Z :=
  let q := w128 (v * high u + u) in
  let quotient := w64 (high q + 1) in
  let remainder := w64 (low u - quotient * d) in
  let back := low q <? remainder in
  let quotient := if back then w64 (quotient - 1) else quotient in
  let remainder := if back then w64 (remainder + d) else remainder in
  if d <=? remainder then (w64 (quotient + 1), w64 (remainder - d)) else (quotient, remainder).

(** Each step of the reciprocal doubles the digits. Its error is known exactly: what the step squares, and what it cuts
    off. *)

Lemma first_error : forall d, 2 ^ 63 <= d < 2 ^ 64 ->
  let d40 := d / 2 ^ 24 + 1 in
  let v0 := (2 ^ 19 - 3 * 2 ^ 8) / (d / 2 ^ 55) in
  - 1280 * 2 ^ 31 <= 2 ^ 50 - v0 * d40 <= 1280 * 2 ^ 31 /\ 0 <= v0 < 2 ^ 11 /\ 2 ^ 39 < d40 <= 2 ^ 40.
Proof.
  intros d Hd d40 v0. pose proof (div_bounds d (2 ^ 55) ltac:(lia)). pose proof (div_bounds d (2 ^ 24) ltac:(lia)).
  assert (256 <= d / 2 ^ 55 < 512) by lia.
  assert (d / 2 ^ 55 * 2 ^ 31 < d40 <= d / 2 ^ 55 * 2 ^ 31 + 2 ^ 31) by (unfold d40; lia).
  pose proof (div_bounds (2 ^ 19 - 3 * 2 ^ 8) (d / 2 ^ 55) ltac:(lia)) as Hv0. fold v0 in Hv0.
  set (d9 := d / 2 ^ 55) in *. clearbody v0 d40 d9. assert (0 <= v0 < 2 ^ 11) by nia.
  assert (v0 * (d9 * 2 ^ 31) <= v0 * d40 <= v0 * (d9 * 2 ^ 31 + 2 ^ 31)) by nia. lia.
Qed.

(** v1 = 2^11·v0 − ⌊v0²·d40 / 2^40⌋ − 1. *)
Lemma second_error : forall d40 v0 v1,
  2 ^ 39 < d40 <= 2 ^ 40 -> 0 <= v0 < 2 ^ 11 -> - 1280 * 2 ^ 31 <= 2 ^ 50 - v0 * d40 <= 1280 * 2 ^ 31 ->
  v1 = v0 * 2 ^ 11 - v0 * v0 * d40 / 2 ^ 40 - 1 ->
  0 < 2 ^ 60 - v1 * d40 <= 29 * 2 ^ 38 /\ 0 < v1 < 2 ^ 21.
Proof.
  intros d40 v0 v1 Hd40 Hv0 He0 Hv1. pose proof (div_bounds (v0 * v0 * d40) (2 ^ 40) ltac:(lia)) as Hcut.
  set (g := (v0 * v0 * d40) mod 2 ^ 40) in *. remember (2 ^ 50 - v0 * d40) as e0 eqn:He.
  assert (Hid : 2 ^ 40 * (2 ^ 60 - v1 * d40) = e0 * e0 + (2 ^ 40 - g) * d40).
  { replace (2 ^ 40 * (2 ^ 60 - v1 * d40)) with (2 ^ 100 - (2 ^ 40 * v1) * d40) by ring.
    replace (2 ^ 40 * v1) with (v0 * 2 ^ 51 - (v0 * v0 * d40 - g) - 2 ^ 40) by lia. rewrite He. ring. }
  pose proof (square_bounds e0 (1280 * 2 ^ 31) ltac:(lia)).
  pose proof (product_bounds (2 ^ 40 - g - 1) d40 (2 ^ 40 - 1) (2 ^ 40) ltac:(lia) ltac:(lia)).
  assert (He1 : 0 < 2 ^ 60 - v1 * d40 <= 29 * 2 ^ 38) by lia. split; [assumption|].
  split; [apply (factor_less 0 d40 v1); lia | apply (factor_less v1 d40); lia].
Qed.

(** v2 = 2^13·v1 + ⌊v1·e1 / 2^47⌋. *)
Lemma third_error : forall d v1 v2,
  let d40 := d / 2 ^ 24 + 1 in
  let e1 := 2 ^ 60 - v1 * d40 in
  2 ^ 63 <= d < 2 ^ 64 -> 0 < e1 <= 29 * 2 ^ 38 -> 0 < v1 < 2 ^ 21 -> v2 = v1 * 2 ^ 13 + v1 * e1 / 2 ^ 47 ->
  0 < 2 ^ 97 - v2 * d /\ 100 * (2 ^ 97 - v2 * d) <= 187 * d /\ 0 < v2 < 2 ^ 34.
Proof.
  intros d v1 v2 d40 e1 Hd He1 Hv1 Hv2. pose proof (div_bounds (v1 * e1) (2 ^ 47) ltac:(lia)) as Hcut.
  pose proof (div_bounds d (2 ^ 24) ltac:(lia)) as Hd40.
  set (g := (v1 * e1) mod 2 ^ 47) in *. set (delta := 2 ^ 24 - d mod 2 ^ 24).
  assert (Hd' : d = d40 * 2 ^ 24 - delta) by (unfold d40, delta; lia).
  assert (0 < delta <= 2 ^ 24) by (unfold delta; lia).
  assert (Hid : 2 ^ 47 * (2 ^ 97 - v2 * d) = 2 ^ 24 * (e1 * e1 + g * d40) + 2 ^ 47 * v2 * delta).
  { assert (Hv2d : v2 * d = v2 * (d40 * 2 ^ 24 - delta)) by (f_equal; exact Hd').
    replace (2 ^ 47 * (2 ^ 97 - v2 * d)) with (2 ^ 144 - (2 ^ 47 * v2) * d40 * 2 ^ 24 + 2 ^ 47 * v2 * delta)
      by (rewrite Hv2d; ring).
    replace (2 ^ 47 * v2) with (v1 * 2 ^ 60 + v1 * e1 - g) at 1 by lia. unfold e1. ring. }
  pose proof (product_bounds v1 e1 (2 ^ 21) (29 * 2 ^ 38) ltac:(lia) ltac:(lia)).
  assert (0 < v2 < 2 ^ 35) by lia.
  pose proof (square_bounds e1 (29 * 2 ^ 38) ltac:(lia)).
  assert (0 < d40) by (unfold d40; lia).
  pose proof (product_bounds g d40 (2 ^ 47) d40 ltac:(lia) ltac:(lia)).
  pose proof (product_bounds (v2 - 1) delta (2 ^ 35) (2 ^ 24) ltac:(lia) ltac:(lia)).
  assert (0 < 2 ^ 97 - v2 * d) by lia. split; [assumption|].
  assert (v2 < 2 ^ 34) by (apply (factor_less v2 d); lia). split; [|lia].
  pose proof (product_bounds v2 delta (2 ^ 34) (2 ^ 24) ltac:(lia) ltac:(lia)). lia.
Qed.

(** v3 = 2^31·v2 + ⌊v2·⌊e2/2⌋ / 2^65⌋: at most 2 divisors below 2^128. *)
Lemma fourth_error : forall d v2 v3,
  let e2 := 2 ^ 97 - v2 * d in
  2 ^ 63 <= d < 2 ^ 64 -> 0 < e2 -> 100 * e2 <= 187 * d -> 0 < v2 < 2 ^ 34 ->
  v3 = v2 * 2 ^ 31 + v2 * (e2 / 2) / 2 ^ 65 ->
  0 < 2 ^ 128 - v3 * d <= 2 * d.
Proof.
  intros d v2 v3 e2 Hd He2 Hmost Hv2 Hv3. pose proof (div_bounds (v2 * (e2 / 2)) (2 ^ 65) ltac:(lia)) as Hcut.
  pose proof (div_bounds e2 2 ltac:(lia)) as Hhalf. set (g := (v2 * (e2 / 2)) mod 2 ^ 65) in *.
  set (odd := e2 mod 2) in *.
  assert (Hid : 2 ^ 66 * (2 ^ 128 - v3 * d) = e2 * e2 + (v2 * odd + 2 * g) * d).
  { replace (2 ^ 66 * (2 ^ 128 - v3 * d)) with (2 ^ 194 - (2 ^ 66 * v3) * d) by ring.
    replace (2 ^ 66 * v3) with (v2 * 2 ^ 97 + v2 * (2 * (e2 / 2)) - 2 * g) by lia.
    replace (2 * (e2 / 2)) with (e2 - odd) by lia. unfold e2. ring. }
  pose proof (product_bounds v2 odd (2 ^ 34) 1 ltac:(lia) ltac:(lia)).
  pose proof (product_bounds (v2 * odd + 2 * g) d (2 ^ 34 + 2 ^ 66) d ltac:(lia) ltac:(lia)).
  pose proof (square_bounds (100 * e2) (187 * d) ltac:(lia)).
  pose proof (product_bounds d d (2 ^ 64) d ltac:(lia) ltac:(lia)).
  assert (0 < e2 * e2) by (apply Z.mul_pos_pos; assumption). lia.
Qed.

(** The last step adds 1 where v3 + 1 is still not too large, in arithmetic modulo 2^64. *)
Lemma last_step : forall d v3, 2 ^ 63 <= d < 2 ^ 64 -> 0 < 2 ^ 128 - v3 * d <= 2 * d -> 2 ^ 64 <= v3 ->
  let v := w64 v3 in
  let carry := if 2 ^ 64 <=? low (v * d) + d then 1 else 0 in
  is_reciprocal d (w64 (v - (high (v * d) + d + carry))).
Proof.
  intros d v3 Hd He3 Hv3 v carry.
  assert (v3 < 2 ^ 65) by (apply (factor_less v3 d); lia).
  assert (Hv : v = v3 - 2 ^ 64) by (unfold v; apply (w64_is v3 (v3 - 2 ^ 64) 1); lia).
  destruct (limbs (v * d)) as [Hlimbs Hlow]. rewrite Hv in Hlimbs at 1.
  (* (v3 + 1)·d = (high + d + carry)·2^64 + something less than 2^64. *)
  assert (Hnext : exists rest, (v3 + 1) * d = (high (v * d) + d + carry) * 2 ^ 64 + rest /\ 0 <= rest < 2 ^ 64).
  { unfold carry. destruct (2 ^ 64 <=? low (v * d) + d) eqn:E;
      [exists (low (v * d) + d - 2 ^ 64) | exists (low (v * d) + d)]; lia. }
  destruct Hnext as [rest [Hnext Hrest]]. set (h := high (v * d) + d + carry) in *. clearbody h.
  unfold is_reciprocal. destruct (Z_lt_le_dec ((v3 + 1) * d) (2 ^ 128)) as [Hless | Hmore].
  - assert (h = 2 ^ 64 - 1) by lia. rewrite (w64_is _ (v3 + 1 - 2 ^ 64) (-1)); [lia| |lia].
    assert (v3 + 1 < 2 ^ 65) by (apply (factor_less (v3 + 1) d); lia). lia.
  - assert (h = 2 ^ 64) by lia. rewrite (w64_is _ (v3 - 2 ^ 64) (-1)); lia.
Qed.

(** Algorithm 2: for every divisor with its top bit set. *)
Theorem reciprocal64_is_reciprocal : forall d, 2 ^ 63 <= d < 2 ^ 64 -> is_reciprocal d (reciprocal64 d).
Proof.
  intros d Hd. unfold reciprocal64.
  destruct (first_error d Hd) as [He0 [Hv0 Hd40]].
  remember ((2 ^ 19 - 3 * 2 ^ 8) / (d / 2 ^ 55)) as v0 eqn:Ev0. remember (d / 2 ^ 24 + 1) as d40 eqn:Ed40.
  (* No product wraps: v0²·d40 < 2^62, v1·e1 < 2^64. *)
  pose proof (product_bounds v0 v0 (2 ^ 11) (2 ^ 11) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds (v0 * v0) d40 (2 ^ 22) (2 ^ 40) ltac:(lia) ltac:(lia)).
  rewrite (w64_small (v0 * v0 * d40)) by lia.
  remember (v0 * 2 ^ 11 - v0 * v0 * d40 / 2 ^ 40 - 1) as v1 eqn:Ev1.
  destruct (second_error d40 v0 v1 Hd40 Hv0 He0 Ev1) as [He1 Hv1].
  rewrite (w64_small v1) by lia. rewrite (w64_small (2 ^ 60 - v1 * d40)) by lia.
  pose proof (product_bounds v1 (2 ^ 60 - v1 * d40) (2 ^ 21) (29 * 2 ^ 38) ltac:(lia) ltac:(lia)).
  rewrite (w64_small (v1 * (2 ^ 60 - v1 * d40))) by lia.
  pose proof (div_bounds (v1 * (2 ^ 60 - v1 * d40)) (2 ^ 47) ltac:(lia)).
  rewrite (w64_small (v1 * 2 ^ 13 + _)) by lia.
  remember (v1 * 2 ^ 13 + v1 * (2 ^ 60 - v1 * d40) / 2 ^ 47) as v2 eqn:Ev2.
  subst d40. destruct (third_error d v1 v2 Hd He1 Hv1 Ev2) as [He2 [Hmost Hv2]].
  (* e is ⌊e2 / 2⌋: that and 2^96 are congruent. *)
  pose proof (div_bounds d 2 ltac:(lia)) as Hd2. pose proof (div_bounds v2 2 ltac:(lia)) as Hv22.
  assert (He : w64 ((if d mod 2 =? 0 then 0 else v2 / 2) - v2 * (d / 2 + d mod 2)) = (2 ^ 97 - v2 * d) / 2).
  { apply (w64_is _ _ (- 2 ^ 32)); [pose proof (div_bounds (2 ^ 97 - v2 * d) 2 ltac:(lia)); lia|].
    symmetry. assert (E : (2 ^ 97 - v2 * d) / 2 =
      2 ^ 96 + ((if d mod 2 =? 0 then 0 else v2 / 2) - v2 * (d / 2 + d mod 2))); [|lia].
    assert (Hp : v2 * d = v2 * (2 * (d / 2) + d mod 2)) by (f_equal; lia). rewrite Hp.
    apply floor_unique; [lia|]. destruct (d mod 2 =? 0) eqn:E.
    - replace (d mod 2) with 0 by lia. lia.
    - replace (d mod 2) with 1 by lia. lia. }
  rewrite He. remember ((2 ^ 97 - v2 * d) / 2) as half eqn:Ehalf.
  assert (Hhigh : high (v2 * half) / 2 = v2 * half / 2 ^ 65) by (unfold high; rewrite Z.div_div by lia; reflexivity).
  rewrite Hhigh.
  remember (v2 * 2 ^ 31 + v2 * half / 2 ^ 65) as v3 eqn:Ev3. rewrite Ehalf in Ev3.
  pose proof (fourth_error d v2 v3 Hd He2 Hmost Hv2 Ev3) as He3.
  apply last_step; auto.
  (* v3 is at least 2^64, as (v3 + 2)·d is at least 2^128 and d is less than 2^64. *)
  destruct (Z_lt_le_dec v3 (2 ^ 64)) as [Hless|]; [exfalso|assumption].
  pose proof (product_bounds (v3 + 2) d (2 ^ 64 + 1) (2 ^ 64 - 1)).
  destruct (Z_lt_le_dec (v3 + 2) 0); [|lia].
  pose proof (Z.mul_neg_pos (v3 + 2) d). lia.
Qed.
