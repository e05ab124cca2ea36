(** The fast prices as VirtualAMM/ReserveDifference.swift computes them on wrapping words, nothing where they leave the
    answer to the rule. Where they answer, it is the rule's answer. *)

From VAMM Require Export Words.Half Words.Fold Forms.Forms.

(** The remainder by ONE of a number of up to four limbs. *)
Definition remainder_of_product (product : Z) : Z :=
  let upper := product / 2 ^ 128 in
  let lower := w128 product in
  remainder_by_one (low lower) (high lower) (low upper) (high upper).

Lemma remainder_of_product_is_cut : forall product, 0 <= product < 2 ^ 256 ->
  remainder_of_product product = product mod ONE.
Proof.
  intros product H. unfold remainder_of_product, w128.
  pose proof (div_bounds product (2 ^ 128) ltac:(lia)) as Hhalves.
  remember (product / 2 ^ 128) as upper eqn:Eu. remember (product mod 2 ^ 128) as lower eqn:El.
  destruct (limbs upper) as [Hupper Hu0]. destruct (limbs lower) as [Hlower Hl0].
  rewrite folding_is_the_remainder by (unfold is64; lia). f_equal. unfold four_limbs. lia.
Qed.

(** [ReserveDifference.distance]: two limbs each. *)
Definition narrow_distance (d : direction) (a x y : Z) : option Z :=
  let divisor := w128 (after d x a) in
  let product := x * y in
  if (a <? 2 ^ 127) && (x <? 2 ^ 127) && (y <? 2 ^ 127) && (product / 2 ^ 128 <? 2 ^ 127) && negb (a =? 0)
    && (0 <? divisor) && (divisor <? 2 ^ 127)
  then
    let r := remainder_of_product product in
    let rest := w128 (match d with add => r | remove => - r end) in
    let sign := if 2 ^ 127 <=? rest then 2 ^ 128 - 1 else 0 in
    let low_half := w128 (w128 (y * a) + rest) in
    let carry := if low_half <? rest then 1 else 0 in
    let high_half := w128 (y * a / 2 ^ 128 + sign + carry) in
    if high_half <? divisor then
      let (quotient, exact) := divided_to_half divisor high_half low_half in
      Some (quotient + match d with add => 0 | remove => if exact : bool then 0 else 1 end)
    else None
  else None.

(** The dividend in two halves: y·a ± r, or that and 2^256 where it is negative. *)
Lemma dividend_halves : forall product r (d : direction), 0 <= product < 2 ^ 254 -> 0 <= r < ONE ->
  let n := match d with add => product + r | remove => product - r end in
  let rest := w128 (match d with add => r | remove => - r end) in
  let sign := if 2 ^ 127 <=? rest then 2 ^ 128 - 1 else 0 in
  let low_half := w128 (w128 product + rest) in
  let carry := if low_half <? rest then 1 else 0 in
  let high_half := w128 (product / 2 ^ 128 + sign + carry) in
  high_half * 2 ^ 128 + low_half = (if n <? 0 then n + 2 ^ 256 else n) /\
  0 <= low_half < 2 ^ 128 /\ 0 <= high_half < 2 ^ 128.
Proof.
  intros product r d Hp Hr. unfold ONE in Hr. cbv zeta.
  pose proof (div_bounds product (2 ^ 128) ltac:(lia)) as Hhalves.
  change (product mod 2 ^ 128) with (w128 product) in Hhalves.
  remember (product / 2 ^ 128) as upper eqn:Eu. remember (w128 product) as lower eqn:El. clear Eu El.
  split; [|split; apply w128_bounds]. destruct d.
  - rewrite (w128_small r) by lia. replace (2 ^ 127 <=? r) with false by lia.
    destruct (Z_lt_le_dec (lower + r) (2 ^ 128)).
    + rewrite (w128_small (lower + r)) by lia. replace (lower + r <? r) with false by lia.
      rewrite w128_small by lia. replace (product + r <? 0) with false by lia. lia.
    + rewrite (w128_is (lower + r) (lower + r - 2 ^ 128) 1) by lia. replace (lower + r - 2 ^ 128 <? r) with true by lia.
      rewrite w128_small by lia. replace (product + r <? 0) with false by lia. lia.
  - destruct (Z.eq_dec r 0) as [->|].
    + change (w128 (- 0)) with 0. replace (2 ^ 127 <=? 0) with false by reflexivity.
      rewrite (w128_small (lower + 0)) by lia. replace (lower + 0 <? 0) with false by lia.
      rewrite w128_small by lia. replace (product - 0 <? 0) with false by lia. lia.
    + rewrite (w128_is (- r) (2 ^ 128 - r) (-1)) by lia. replace (2 ^ 127 <=? 2 ^ 128 - r) with true by lia.
      destruct (Z_lt_le_dec lower r).
      * rewrite (w128_small (lower + (2 ^ 128 - r))) by lia.
        replace (lower + (2 ^ 128 - r) <? 2 ^ 128 - r) with false by lia.
        destruct (product - r <? 0) eqn:E.
        -- rewrite (w128_small (upper + (2 ^ 128 - 1) + 0)) by lia. lia.
        -- rewrite (w128_is _ (upper - 1) 1) by lia. lia.
      * rewrite (w128_is (lower + (2 ^ 128 - r)) (lower - r) 1) by lia.
        replace (lower - r <? 2 ^ 128 - r) with true by lia.
        rewrite (w128_is _ upper 1) by lia. replace (product - r <? 0) with false by lia. lia.
Qed.

Theorem narrow_distance_is_the_rule : forall emptied d a x y v, is128 a -> is128 x -> is128 y ->
  narrow_distance d a x y = Some v -> distance emptied d a x y = Value v.
Proof.
  intros emptied d a x y v Ha Hx Hy H. unfold is128 in *. unfold narrow_distance in H.
  destruct (_ && _) eqn:Eguard in H; [|discriminate].
  assert (Hmoved : 0 < after d x a < 2 ^ 127 /\ w128 (after d x a) = after d x a).
  { destruct d; simpl after in *.
    - rewrite w128_small in * by lia. lia.
    - destruct (Z_lt_le_dec (x - a) 0); [|rewrite w128_small in * by lia; lia].
      rewrite (w128_is (x - a) (x - a + 2 ^ 128) (-1)) in Eguard by lia. lia. }
  destruct Hmoved as [Hafter Hw]. rewrite Hw in *.
  pose proof (div_bounds (x * y) (2 ^ 128) ltac:(lia)) as Hproduct.
  pose proof (product_bounds x y (2 ^ 127) (2 ^ 127) ltac:(lia) ltac:(lia)) as Hxy.
  pose proof (product_bounds y a (2 ^ 127 - 1) (2 ^ 127 - 1) ltac:(lia) ltac:(lia)) as Hya.
  rewrite (remainder_of_product_is_cut (x * y)) in H by lia. fold (cut x y) in H. pose proof (cut_bounds x y) as Hr.
  pose proof (kept_bounds x y ltac:(lia) ltac:(lia)) as Hkept.
  destruct (dividend_halves (y * a) (cut x y) d ltac:(lia) Hr) as [Hdividend [Hlow Hhigh]].
  set (low_half := w128 (w128 (y * a) + _)) in *. set (high_half := w128 (y * a / 2 ^ 128 + _ + _)) in *.
  clearbody low_half high_half. destruct (high_half <? after d x a) eqn:Ehigh; [|discriminate].
  (* The upper half is less than the divisor, so the dividend is not negative. *)
  assert (Hn : high_half * 2 ^ 128 + low_half = match d with add => y * a + cut x y | remove => y * a - cut x y end).
  { rewrite Hdividend. destruct (_ <? 0) eqn:En; [|reflexivity]. exfalso. unfold ONE in *. destruct d; lia. }
  rewrite half_division_is_division in H by lia. rewrite Hn in H.
  rewrite (distance_of_valid_trade emptied d a x y) by lia. rewrite <- difference_is_single_division by lia.
  injection H as <-. f_equal. unfold difference_value. destruct d; simpl after in *; [lia|].
  replace (cut x y <=? y * a) with true by (symmetry; apply Z.leb_le; lia).
  rewrite ceil_is_floor_plus_inexact by lia. unfold inexact. destruct (_ =? 0); reflexivity.
Qed.

Definition w256 (x : Z) : Z := x mod 2 ^ 256.

Lemma w256_is : forall x y k, 0 <= y < 2 ^ 256 -> x = y + k * 2 ^ 256 -> w256 x = y.
Proof. intros x y k Hy ->. unfold w256. rewrite Z.mod_add by lia. apply Z.mod_small. assumption. Qed.

(** [ReserveDifference.wideDistance]: any size, from one division. The division itself is taken as exact: of two limbs
    it is [three_limbs_by_two] again, of four it is GMP's. *)
Definition wide_distance (d : direction) (a x y : Z) : option Z :=
  let overflow := 2 ^ 256 <=? x * y in
  let product := w256 (x * y) in
  let divisor := w256 (after d x a) in
  let k := w256 (product - remainder_of_product product) in
  if negb overflow && (k <? 2 ^ 255) && (divisor <? 2 ^ 255) && (y <? 2 ^ 255) && negb (a =? 0)
    && Bool.eqb (divisor <? x) (match d with add => false | remove => true end) && negb (divisor =? 0)
  then
    let answer := k / divisor in
    let exact := k mod divisor =? 0 in
    let difference := w256 (answer - y) in
    let distance := if answer <? y then w256 (- difference) else difference in
    if (distance =? 0) && (match d with add => negb exact | remove => false end) then None
    else
      let step := if exact then 0 else 1 in
      Some (w256 (match d with add => distance - step | remove => distance + step end))
  else None.

Theorem wide_distance_is_the_rule : forall emptied d a x y v, is_unsigned a -> is_unsigned x -> is_unsigned y ->
  wide_distance d a x y = Some v -> distance emptied d a x y = Value v.
Proof.
  intros emptied d a x y v Ha Hx Hy H. unfold is_unsigned in *. unfold wide_distance in H.
  destruct (2 ^ 256 <=? x * y) eqn:Eover; [discriminate|]. cbn [negb andb] in H.
  assert (Hxy : 0 <= x * y < 2 ^ 256) by (split; [apply Z.mul_nonneg_nonneg|]; lia).
  rewrite (w256_is (x * y) (x * y) 0) in H by lia. rewrite remainder_of_product_is_cut in H by assumption.
  fold (cut x y) in H. fold (kept x y) in H. pose proof (kept_bounds x y ltac:(lia) ltac:(lia)) as Hkept.
  rewrite (w256_is (kept x y) (kept x y) 0) in H by lia. destruct (_ && _) eqn:Eguard in H; [|discriminate].
  assert (Hmoved : 0 < after d x a < 2 ^ 255 /\ w256 (after d x a) = after d x a).
  { destruct d; simpl after in *.
    - destruct (Z_lt_le_dec (x + a) (2 ^ 256)); [rewrite (w256_is (x + a) (x + a) 0) in * by lia; lia|].
      rewrite (w256_is (x + a) (x + a - 2 ^ 256) 1) in Eguard by lia. lia.
    - destruct (Z_lt_le_dec (x - a) 0); [|rewrite (w256_is (x - a) (x - a) 0) in * by lia; lia].
      rewrite (w256_is (x - a) (x - a + 2 ^ 256) (-1)) in Eguard by lia. lia. }
  destruct Hmoved as [Hafter Hw]. rewrite Hw in *.
  rewrite (distance_of_valid_trade emptied d a x y) by lia. f_equal.
  pose proof (single_division_fits d a x y ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)) as Hfit.
  pose proof (div_bounds (kept x y) (after d x a) ltac:(lia)) as Hdiv.
  assert (Hanswer : 0 <= kept x y / after d x a < 2 ^ 255).
  { split; [apply Z.div_pos; lia | apply Z.div_lt_upper_bound; [lia|]].
    pose proof (Z.mul_le_mono_nonneg_r 1 (after d x a) (2 ^ 255) ltac:(lia) ltac:(lia)). lia. }
  unfold single_division_value, inexact in *. remember (kept x y / after d x a) as answer eqn:Eanswer.
  assert (Hdistance : (if answer <? y then w256 (- w256 (answer - y)) else w256 (answer - y)) = Z.abs (answer - y)).
  { destruct (answer <? y) eqn:E.
    - rewrite (w256_is (answer - y) (answer - y + 2 ^ 256) (-1)) by lia.
      rewrite (w256_is _ (y - answer) (-1)) by lia. lia.
    - rewrite (w256_is (answer - y) (answer - y) 0) by lia. lia. }
  rewrite Hdistance in H. destruct ((Z.abs (answer - y) =? 0) && _) in H; [discriminate|]. injection H as <-.
  destruct (kept x y mod after d x a =? 0), d; symmetry; apply (w256_is _ _ 0); lia.
Qed.
