(** P2 and P3 as one function of the reserve that moves (x) and the one that answers (y), and the two forms that fast
    code computes: the difference form and the form with one division. Each gives the rule's value or its revert, for
    all 256-bit inputs. *)

From VAMM Require Export Forms.Division.

(** P2, and P3 with the reserves exchanged. *)
Definition distance (emptied : string) (d : direction) (a x y : Z) : outcome Z :=
  if a =? 0 then Value 0 else
  let! K := dmul x y in
  let! x' := moved d x a in
  check! negb (x' =? 0) else emptied in
  let! K' := signed K in
  let! y' := mdiv K' x' in
  let! difference := msub y' y in
  let distance := magnitude difference in
  let! rest := dmod K x' in
  against_trader d (rest =? 0) distance.

Lemma input_price_is_distance : forall d a Q B,
  input_price d a Q B = distance "quote asset after is 0" d a Q B.
Proof. reflexivity. Qed.

Lemma output_price_is_distance : forall d a Q B,
  output_price d a Q B = distance "base asset after is 0" d a B Q.
Proof. intros. unfold output_price, distance, dmul, umul. rewrite (Z.mul_comm Q B). reflexivity. Qed.

(** What K cuts off, and K · ONE. *)
Definition cut (x y : Z) : Z := (x * y) mod ONE.
Definition kept (x y : Z) : Z := x * y - cut x y.
Definition after (d : direction) (x a : Z) : Z := match d with add => x + a | remove => x - a end.

(** The checks of P2 and P3, in order, in front of a value. *)
Definition checked (emptied : string) (d : direction) (a x y : Z) (answer : Z) : outcome Z :=
  if a =? 0 then Value 0 else
  if 2 ^ 256 <=? x * y then Revert "SafeMath: multiplication overflow" else
  if match d with add => 2 ^ 256 <=? x + a | remove => false end then Revert "SafeMath: addition overflow" else
  if match d with add => false | remove => x <? a end then Revert "SafeMath: subtraction overflow" else
  if match d with add => false | remove => a =? x end then Revert emptied else
  if 2 ^ 255 <=? after d x a then Revert "MixedDecimal: uint value is bigger than _INT256_MAX" else
  if 2 ^ 255 <=? kept x y then Revert "SignedSafeMath: multiplication overflow" else
  if 2 ^ 255 <=? y then Revert "MixedDecimal: uint value is bigger than _INT256_MAX" else
  Value answer.

Definition difference_value (d : direction) (a x y : Z) : Z :=
  let r := cut x y in
  match d with
  | add => (y * a + r) / (x + a)
  | remove =>
      if r <=? y * a then ceil_div (y * a - r) (x - a)
      else ceil_div (r - y * a) (x - a) + inexact (r - y * a) (x - a)
  end.

(** One division of K · ONE: its quotient is where the other reserve ends, its remainder says who loses a wei. *)
Definition single_division_value (d : direction) (a x y : Z) : Z :=
  let N := kept x y in
  let distance := Z.abs (N / after d x a - y) in
  match d with add => distance - inexact N (after d x a) | remove => distance + inexact N (after d x a) end.

Lemma ONE_positive : 0 < ONE.
Proof. reflexivity. Qed.

Lemma cut_bounds : forall x y, 0 <= cut x y < ONE.
Proof. intros. apply Z.mod_pos_bound, ONE_positive. Qed.

Lemma kept_is_K_times_ONE : forall x y, x * y / ONE * ONE = kept x y.
Proof. intros. unfold kept, cut. pose proof (div_bounds (x * y) ONE ONE_positive). lia. Qed.

Lemma kept_bounds : forall x y, 0 <= x -> 0 <= y -> 0 <= kept x y <= x * y.
Proof.
  intros x y Hx Hy. rewrite <- kept_is_K_times_ONE. pose proof (div_bounds (x * y) ONE ONE_positive).
  pose proof (Z.div_pos (x * y) ONE ltac:(nia) ONE_positive). unfold ONE in *. lia.
Qed.

(** Where quote is added, the division's answer lies below y, and by at least one where it is inexact. *)
Lemma added_answer_is_below : forall a x y, 0 < a -> 0 <= x -> 0 <= y ->
  kept x y / (x + a) <= y /\ inexact (kept x y) (x + a) <= y - kept x y / (x + a).
Proof.
  intros a x y Ha Hx Hy. pose proof (kept_bounds x y Hx Hy). pose proof (div_bounds (kept x y) (x + a) ltac:(lia)).
  unfold inexact. destruct (kept x y mod (x + a) =? 0) eqn:E; [|apply Z.eqb_neq in E]; nia.
Qed.

Lemma single_division_fits : forall d a x y,
  0 < a -> 0 <= x -> 0 <= y < 2 ^ 255 -> 0 < after d x a -> kept x y < 2 ^ 255 ->
  0 <= single_division_value d a x y < 2 ^ 256.
Proof.
  intros d a x y Ha Hx Hy Hd Hk. unfold single_division_value.
  pose proof (kept_bounds x y Hx ltac:(lia)).
  pose proof (div_bounds (kept x y) (after d x a) Hd).
  assert (0 <= kept x y / after d x a <= kept x y) by nia.
  assert (0 <= inexact (kept x y) (after d x a) <= 1) by (unfold inexact; destruct (_ =? 0); lia).
  destruct d; simpl after in *; [pose proof (added_answer_is_below a x y Ha Hx ltac:(lia))|]; lia.
Qed.

(** Decides the next check of a chain by arithmetic, in either of its two ways. *)
Ltac step_value lemma := rewrite lemma by lia; cbn [bind].

(** The last steps of the rule, where no check fails: its value is that of the single division. *)
Lemma distance_of_valid_trade : forall emptied d a x y,
  0 < a < 2 ^ 256 -> 0 <= x < 2 ^ 256 -> 0 <= y < 2 ^ 255 -> x * y < 2 ^ 256 ->
  0 < after d x a < 2 ^ 255 -> kept x y < 2 ^ 255 ->
  distance emptied d a x y = Value (single_division_value d a x y).
Proof.
  intros emptied d a x y Ha Hx Hy Hxy Hafter Hkept.
  pose proof (kept_bounds x y ltac:(lia) ltac:(lia)) as Hkept0.
  pose proof (single_division_fits d a x y ltac:(lia) ltac:(lia) Hy ltac:(lia) Hkept) as Hfit.
  assert (HK : x * y / ONE * ONE = kept x y) by apply kept_is_K_times_ONE.
  assert (HK0 : 0 <= x * y / ONE <= kept x y) by (unfold ONE in *; lia).
  unfold distance. replace (a =? 0) with false by lia.
  unfold dmul, umul. step_value unsigned_or_value.
  unfold udiv. replace (ONE =? 0) with false by reflexivity. cbn [negb require bind].
  replace (moved d x a) with (Value (after d x a)).
  2: { destruct d; simpl after in *; unfold moved, uadd, usub; rewrite unsigned_or_value by lia; reflexivity. }
  cbn [bind]. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
  unfold signed at 1. replace (x * y / ONE <? 2 ^ 255) with true by lia. cbn [require bind].
  unfold mdiv, mixed, signed. replace (after d x a <? 2 ^ 255) with true by lia. cbn [require bind].
  unfold sddiv, smul. rewrite HK. step_value signed_or_value.
  unfold sdiv. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
  rewrite Z.quot_div_nonneg by lia.
  pose proof (div_bounds (kept x y) (after d x a) ltac:(lia)).
  assert (0 <= kept x y / after d x a <= kept x y) by nia.
  step_value signed_or_value.
  unfold msub, mixed, signed. replace (y <? 2 ^ 255) with true by lia. cbn [require bind].
  unfold ssub. step_value signed_or_value.
  unfold dmod, umul. rewrite HK. step_value unsigned_or_value. replace (after d x a =? 0) with false by lia. cbn [bind].
  unfold single_division_value, inexact, magnitude in *.
  destruct (kept x y mod after d x a =? 0), d; cbn [against_trader]; unfold usub, uadd;
    try (rewrite unsigned_or_value by lia); f_equal; lia.
Qed.
