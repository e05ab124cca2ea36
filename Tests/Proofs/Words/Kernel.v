(** The vector kernel (CVectorQuotes/vector_quotes.c): its reciprocal of 52 bits, and the digits that it estimates. [hi]
    is the upper half of a product of two limbs of 52 bits. *)

From VAMM Require Export Words.Words.

Definition is52 (x : Z) : Prop := 0 <= x < 2 ^ 52.
Definition hi (a b : Z) : Z := a * b / 2 ^ 52.

(** [reciprocal]: a parabola, three steps, and two units off. *)
Definition parabola (d : Z) : Z :=
  2 * (2388272529666172 - hi d (3275345183542178 - hi d 1455708970463190)).
Definition newton (d x : Z) : Z := 4 * hi x (2 ^ 51 - 1 - hi d x).
Definition kernel_reciprocal (d : Z) : Z := 2 * newton d (newton d (newton d (parabola d))) - 2.

(** How far x is from 2^102 / d, times d. *)
Definition lacking (d x : Z) : Z := 2 ^ 102 - x * d.

(** A step squares what is lacking, and cuts off a little more. *)
Lemma newton_lacks : forall d x, 2 ^ 51 <= d < 2 ^ 52 -> 0 < x ->
  - 2 ^ 102 < 98 * lacking d x < 2 ^ 102 ->
  0 < 2 ^ 102 * lacking d (newton d x) /\
  2 ^ 102 * lacking d (newton d x) <= lacking d x * lacking d x + 2 ^ 52 * (x * d) + 2 ^ 104 * d /\
  is52 (2 ^ 51 - 1 - hi d x) /\ 0 < newton d x.
Proof.
  intros d x Hd Hx He. unfold newton, hi.
  pose proof (div_bounds (d * x) (2 ^ 52) ltac:(lia)) as Hdx. set (c := 2 ^ 51 - 1 - d * x / 2 ^ 52).
  pose proof (div_bounds (x * c) (2 ^ 52) ltac:(lia)) as Hxc.
  set (g := (d * x) mod 2 ^ 52) in *. set (h := (x * c) mod 2 ^ 52) in *.
  assert (Hc : 2 ^ 52 * c = 2 ^ 103 - 2 ^ 52 - d * x + g) by (unfold c; lia).
  remember (lacking d x) as e eqn:Ee. unfold lacking in *.
  assert (Hid : 2 ^ 102 * (2 ^ 102 - 4 * (x * c / 2 ^ 52) * d) = e * e + (2 ^ 52 - g) * (x * d) + 2 ^ 52 * h * d).
  { replace (4 * (x * c / 2 ^ 52) * d) with (4 * (x * c / 2 ^ 52) * d) by ring.
    assert (E1 : 2 ^ 102 * (4 * (x * c / 2 ^ 52) * d) = (x * (2 ^ 52 * c) - 2 ^ 52 * h) * d)
      by (replace (2 ^ 52 * h) with (2 ^ 52 * (x * c) - 2 ^ 104 * (x * c / 2 ^ 52)) by lia; ring).
    rewrite Z.mul_sub_distr_l, E1, Hc, Ee. ring. }
  assert (Hxd : 0 < x * d) by (apply Z.mul_pos_pos; lia).
  pose proof (product_bounds (2 ^ 52 - g - 1) (x * d) (2 ^ 52 - 1) (x * d) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds h d (2 ^ 52) d ltac:(lia) ltac:(lia)).
  assert (0 <= e * e) by apply Z.square_nonneg.
  assert (is52 c) by (unfold is52; lia).
  split; [lia|]. split; [lia|]. split; [assumption|].
  assert (Hlack : 0 < 2 ^ 102 * (2 ^ 102 - 4 * (x * c / 2 ^ 52) * d)) by lia.
  assert (0 <= x * c / 2 ^ 52) by (apply Z.div_pos; [apply Z.mul_nonneg_nonneg; unfold is52 in *; lia | lia]).
  destruct (Z.eq_dec (x * c / 2 ^ 52) 0) as [E0|]; [|lia]. exfalso. rewrite E0 in Hid.
  pose proof (square_bounds e (2 ^ 96) ltac:(lia)). assert (x * d < 2 ^ 103) by lia. lia.
Qed.

(** The parabola is a Chebyshev polynomial of 1 / δ: off by at most 1 / 99, and what is cut off. *)
Lemma parabola_lacks : forall d, 2 ^ 51 <= d < 2 ^ 52 ->
  - 2 ^ 102 < 98 * lacking d (parabola d) < 2 ^ 102 /\ 0 < parabola d < 2 ^ 52 /\
  is52 (3275345183542178 - hi d 1455708970463190).
Proof.
  intros d Hd. unfold lacking, parabola, hi.
  pose proof (div_bounds (d * 1455708970463190) (2 ^ 52) ltac:(lia)) as H1.
  set (i1 := d * 1455708970463190 / 2 ^ 52) in *. set (g1 := (d * 1455708970463190) mod 2 ^ 52) in *.
  pose proof (div_bounds (d * (3275345183542178 - i1)) (2 ^ 52) ltac:(lia)) as H2.
  set (i2 := d * (3275345183542178 - i1) / 2 ^ 52) in *. set (g2 := (d * (3275345183542178 - i1)) mod 2 ^ 52) in *.
  clearbody i1 g1 i2 g2.
  (* In τ = 4·d − 3·2^52, from −2^52 to 2^52: 99·lacking is about 2^102·(3·τ − 4·τ³ / 2^104) / 2^52. *)
  remember (4 * d - 3 * 2 ^ 52) as t eqn:Et.
  assert (Hlow : 0 <= (2 ^ 52 - t) * ((2 ^ 52 + 2 * t) * (2 ^ 52 + 2 * t)))
    by (apply Z.mul_nonneg_nonneg; [lia | apply Z.square_nonneg]).
  assert (Hhigh : 0 <= (2 ^ 52 + t) * ((2 * t - 2 ^ 52) * (2 * t - 2 ^ 52)))
    by (apply Z.mul_nonneg_nonneg; [lia | apply Z.square_nonneg]).
  assert (Hexact : 2 ^ 104 * (2 * (2388272529666172 - i2) * d) =
    2 * (2388272529666172 * 2 ^ 104 * d - 3275345183542178 * 2 ^ 52 * (d * d) + 1455708970463190 * (d * d * d)
         - g1 * (d * d) + 2 ^ 52 * g2 * d)).
  { assert (E2 : 2 ^ 104 * i2 = 2 ^ 52 * (d * 3275345183542178) - d * (2 ^ 52 * i1) - 2 ^ 52 * g2) by lia.
    assert (E1 : d * (2 ^ 52 * i1) = d * (d * 1455708970463190 - g1)) by (f_equal; lia).
    replace (2 ^ 104 * (2 * (2388272529666172 - i2) * d))
      with (2 * d * (2388272529666172 * 2 ^ 104 - 2 ^ 104 * i2)) by ring.
    rewrite E2, E1. ring. }
  pose proof (product_bounds d d (2 ^ 52) (2 ^ 52) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds g1 (d * d) (2 ^ 52) (2 ^ 104) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds (2 ^ 52 * g2) d (2 ^ 104) (2 ^ 52) ltac:(lia) ltac:(lia)).
  pose proof (product_bounds (d * d) d (2 ^ 104) (2 ^ 52) ltac:(lia) ltac:(lia)).
  assert (Hlacking : - 2 ^ 102 < 98 * (2 ^ 102 - 2 * (2388272529666172 - i2) * d) < 2 ^ 102).
  { subst t. lia. }
  split; [exact Hlacking|]. split; [|unfold is52; lia].
  split; [apply (factor_less 0 d) | apply (factor_less _ d)]; lia.
Qed.

(** After three steps less than seven units are lacking; the two that go off make it never too large for d + 1. *)
Theorem kernel_reciprocal_is_close : forall d, 2 ^ 51 <= d < 2 ^ 52 ->
  kernel_reciprocal d * (d + 1) <= 2 ^ 103 <= (kernel_reciprocal d + 16) * (d + 1) /\ is52 (kernel_reciprocal d).
Proof.
  intros d Hd. unfold kernel_reciprocal. destruct (parabola_lacks d Hd) as [H0 [Hx0 _]].
  set (x0 := parabola d) in *. clearbody x0.
  destruct (newton_lacks d x0 Hd ltac:(lia) H0) as [Hpos1 [Hmost1 [_ Hx1]]].
  set (x1 := newton d x0) in *. clearbody x1.
  assert (Hx0d : x0 * d < 2 ^ 103) by (unfold lacking in *; lia).
  (* 1/98 squared and what is cut off: less than 1/9000; and that squared again. *)
  pose proof (square_bounds (98 * lacking d x0) (2 ^ 102) ltac:(lia)) as Hsquare0.
  assert (H1 : 0 < 9000 * lacking d x1 < 2 ^ 102) by lia.
  assert (Hx1d : x1 * d < 2 ^ 102) by (unfold lacking in *; lia).
  destruct (newton_lacks d x1 Hd Hx1 ltac:(lia)) as [Hpos2 [Hmost2 [_ Hx2]]].
  set (x2 := newton d x1) in *. clearbody x2.
  pose proof (square_bounds (9000 * lacking d x1) (2 ^ 102) ltac:(lia)) as Hsquare1.
  assert (H2 : 0 < 80000000 * lacking d x2 < 2 ^ 102) by lia.
  assert (Hx2d : x2 * d < 2 ^ 102) by (unfold lacking in *; lia).
  destruct (newton_lacks d x2 Hd Hx2 ltac:(lia)) as [Hpos3 [Hmost3 [_ Hx3]]].
  set (x3 := newton d x2) in *. clearbody x3.
  pose proof (square_bounds (80000000 * lacking d x2) (2 ^ 102) ltac:(lia)) as Hsquare2.
  assert (H3 : 0 < lacking d x3 <= 7 * d) by lia. unfold lacking in H3.
  assert (Hx3range : 2 ^ 49 < x3 < 2 ^ 51 + 1).
  { split; [apply (factor_less _ d) | apply (factor_less _ d)]; lia. }
  unfold is52. lia.
Qed.

(** One digit: a rest R below D·2^m, with D of bit length S + 52. The digit is never too large, and leaves less than
    D·2^(m − 45). *)
Theorem kernel_digit : forall S m D R v,
  0 <= S -> 0 <= m -> let d := D / 2 ^ S in let rho := R / 2 ^ (S + m) in let q := rho * v / 2 ^ 53 in
  2 ^ 51 <= d < 2 ^ 52 -> 0 <= R < D * 2 ^ m -> 0 <= v -> v * (d + 1) <= 2 ^ 103 <= (v + 16) * (d + 1) ->
  is52 rho /\ q * (D * 2 ^ m) <= R * 2 ^ 50 /\ (R * 2 ^ 50 - q * (D * 2 ^ m)) < 32 * (D * 2 ^ m).
Proof.
  intros S m D R v HS Hm d rho q Hd HR Hv Hrec.
  assert (Hp : 0 < 2 ^ S) by (apply Z.pow_pos_nonneg; lia). assert (Hm2 : 0 < 2 ^ m) by (apply Z.pow_pos_nonneg; lia).
  pose proof (div_bounds D (2 ^ S) Hp) as HD. fold d in HD.
  assert (Hw : 0 < 2 ^ (S + m)) by (apply Z.pow_pos_nonneg; lia).
  pose proof (div_bounds R (2 ^ (S + m)) Hw) as Hrho. fold rho in Hrho.
  pose proof (div_bounds (rho * v) (2 ^ 53) ltac:(lia)) as Hq. fold q in Hq.
  rewrite Z.pow_add_r in * by lia. set (p := 2 ^ S) in *. set (w := 2 ^ m) in *. clearbody p w q.
  assert (Hrho0 : 0 <= rho) by (apply Z.div_pos; lia).
  assert (HDw : d * (p * w) <= D * w /\ D * w < (d + 1) * (p * w)).
  { split; [|]; rewrite Z.mul_assoc; [apply Z.mul_le_mono_nonneg_r | apply Z.mul_lt_mono_pos_r]; lia. }
  assert (Hrho1 : rho <= d).
  { assert (rho < d + 1) by (apply (factor_less _ (p * w)); [apply Z.mul_pos_pos; lia | lia]). lia. }
  clearbody rho d. set (W := p * w) in *. assert (0 < W) by (apply Z.mul_pos_pos; lia). clearbody W.
  set (E := D * w) in *. clearbody E. split; [unfold is52; lia|].
  pose proof (product_bounds rho v d v ltac:(lia) ltac:(lia)) as Hrv.
  split.
  - (* q·2^53 ≤ ρ·v, E ≤ (d + 1)·W, v·(d + 1) ≤ 2^103, ρ·W ≤ R. *)
    assert (H1 : q * 2 ^ 53 * E <= rho * v * ((d + 1) * W)).
    { destruct (Z_lt_le_dec q 0); [exfalso; lia|]. apply Z.mul_le_mono_nonneg; lia. }
    assert (H2 : rho * v * ((d + 1) * W) <= rho * W * 2 ^ 103).
    { replace (rho * v * ((d + 1) * W)) with (rho * W * (v * (d + 1))) by ring.
      apply Z.mul_le_mono_nonneg_l; [apply Z.mul_nonneg_nonneg; lia | lia]. }
    lia.
  - (* R·2^103 − q·2^53·E < W·(ρ·(2^103 − v·d) + 2^103 + 2^53·d). *)
    assert (H1 : (rho * v - 2 ^ 53) * (d * W) <= q * 2 ^ 53 * E).
    { destruct (Z_lt_le_dec (rho * v) (2 ^ 53)).
      - assert (q = 0) by lia. subst q.
        pose proof (Z.mul_nonneg_nonneg (2 ^ 53 - rho * v) (d * W) ltac:(lia) ltac:(lia)). lia.
      - apply Z.mul_le_mono_nonneg; lia. }
    assert (H2 : (R - rho * W) * 2 ^ 103 < W * 2 ^ 103) by lia.
    assert (H3 : rho * (2 ^ 103 - v * d) <= d * (16 * (d + 1) + v)).
    { pose proof (product_bounds rho (2 ^ 103 - v * d) d (16 * (d + 1) + v) ltac:(lia) ltac:(lia)). lia. }
    assert (H4 : d * (16 * (d + 1) + v) + 2 ^ 103 + 2 ^ 53 * d <= 21 * 2 ^ 52 * d).
    { assert (v < 2 ^ 52) by (apply (factor_less _ (d + 1)); lia).
      pose proof (product_bounds d (16 * (d + 1) + v) d (17 * 2 ^ 52) ltac:(lia) ltac:(lia)). lia. }
    assert (H5 : (rho * (2 ^ 103 - v * d) + 2 ^ 103 + 2 ^ 53 * d) * W <= 21 * 2 ^ 52 * d * W)
      by (apply Z.mul_le_mono_nonneg_r; lia).
    lia.
Qed.
