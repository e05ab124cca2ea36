(** The difference form and the form with one division are the rule: on all 256-bit inputs, value or revert text, in
    the order of the checks. *)

From VAMM Require Export Forms.Difference.

(** Where a multiplication by ONE is too large it is the one that reverts. *)
Lemma rule_with_checks : forall emptied d a x y,
  is_unsigned a -> is_unsigned x -> is_unsigned y ->
  distance emptied d a x y = checked emptied d a x y (single_division_value d a x y).
Proof.
  intros emptied d a x y Ha Hx Hy. unfold is_unsigned in *. unfold checked.
  destruct (a =? 0) eqn:Ea; [unfold distance; rewrite Ea; reflexivity|].
  destruct (2 ^ 256 <=? x * y) eqn:Exy.
  { unfold distance, dmul, umul. rewrite Ea. rewrite unsigned_or_revert by lia. reflexivity. }
  assert (Hkept : 0 <= kept x y <= x * y) by (apply kept_bounds; lia).
  pose proof (kept_is_K_times_ONE x y) as HK.
  assert (HK0 : 0 <= x * y / ONE < 2 ^ 255) by (unfold ONE in *; lia).
  (* Up to the reserve after the trade. *)
  assert (Hstart : forall text, moved d x a = Revert text -> distance emptied d a x y = Revert text).
  { intros text Hm. unfold distance, dmul, umul. rewrite Ea. rewrite unsigned_or_value by lia. cbn [bind].
    unfold udiv. replace (ONE =? 0) with false by reflexivity. cbn [negb require bind]. rewrite Hm. reflexivity. }
  destruct (match d with add => 2 ^ 256 <=? x + a | remove => false end) eqn:Eadd.
  { destruct d; [|discriminate]. apply Hstart. unfold moved, uadd. rewrite unsigned_or_revert by lia. reflexivity. }
  destruct (match d with add => false | remove => x <? a end) eqn:Esub.
  { destruct d; [discriminate|]. apply Hstart. unfold moved, usub. rewrite unsigned_or_revert by lia. reflexivity. }
  assert (Hmoved : moved d x a = Value (after d x a)).
  { destruct d; unfold moved, uadd, usub; rewrite unsigned_or_value by lia; reflexivity. }
  assert (Hafter : 0 <= after d x a < 2 ^ 256) by (destruct d; simpl after in *; lia).
  (* From the reserve after the trade on. *)
  assert (Hgo : distance emptied d a x y =
    (check! negb (after d x a =? 0) else emptied in
     let! x' := signed (after d x a) in
     let! scaled := smul (x * y / ONE) ONE in
     let! y' := sdiv scaled x' in
     let! difference := msub y' y in
     let! rest := dmod (x * y / ONE) (after d x a) in
     against_trader d (rest =? 0) (magnitude difference))).
  { unfold distance, dmul, umul. rewrite Ea. rewrite unsigned_or_value by lia. cbn [bind].
    unfold udiv. replace (ONE =? 0) with false by reflexivity. cbn [negb require bind]. rewrite Hmoved. cbn [bind].
    destruct (after d x a =? 0); [reflexivity|]. cbn [negb require bind].
    unfold signed at 1. replace (x * y / ONE <? 2 ^ 255) with true by lia. cbn [require bind].
    unfold mdiv, mixed, sddiv. destruct (signed (after d x a)); [|reflexivity|reflexivity]. cbn [bind].
    destruct (smul (x * y / ONE) ONE); reflexivity. }
  destruct (match d with add => false | remove => a =? x end) eqn:Eempty.
  { destruct d; [discriminate|]. rewrite Hgo. replace (after remove x a =? 0) with true by (simpl; lia). reflexivity. }
  assert (0 < after d x a) by (destruct d; simpl after in *; lia).
  destruct (2 ^ 255 <=? after d x a) eqn:E5.
  { rewrite Hgo. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
    unfold signed. replace (after d x a <? 2 ^ 255) with false by lia. reflexivity. }
  destruct (2 ^ 255 <=? kept x y) eqn:E6.
  { rewrite Hgo. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
    unfold signed. replace (after d x a <? 2 ^ 255) with true by lia. cbn [require bind].
    unfold smul. rewrite HK, signed_or_revert by lia. reflexivity. }
  destruct (2 ^ 255 <=? y) eqn:E7.
  { rewrite Hgo. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
    unfold signed. replace (after d x a <? 2 ^ 255) with true by lia. cbn [require bind].
    unfold smul. rewrite HK, signed_or_value by lia. cbn [bind].
    unfold sdiv. replace (after d x a =? 0) with false by lia. cbn [negb require bind].
    rewrite Z.quot_div_nonneg by lia.
    pose proof (div_bounds (kept x y) (after d x a) ltac:(lia)).
    rewrite signed_or_value by nia. cbn [bind].
    unfold msub, mixed, signed. replace (y <? 2 ^ 255) with false by lia. reflexivity. }
  apply distance_of_valid_trade; lia.
Qed.

Lemma div_add_multiple : forall y m p, 0 < m -> (y * m + p) / m = y + p / m.
Proof. intros. rewrite Z.div_add_l by lia. reflexivity. Qed.

Lemma inexact_add_multiple : forall y m p, 0 < m -> inexact (y * m + p) m = inexact p m.
Proof. intros y m p Hm. unfold inexact. rewrite Z.add_comm, Z.mod_add by lia. reflexivity. Qed.

Lemma inexact_opposite : forall n m, 0 < m -> inexact (- n) m = inexact n m.
Proof. intros n m Hm. unfold inexact. rewrite mod_opp_zero by lia. reflexivity. Qed.

(** The proof of P2 in SPEC.md. *)
Lemma difference_is_single_division : forall d a x y,
  0 < a -> 0 <= x -> 0 <= y -> 0 < after d x a ->
  difference_value d a x y = single_division_value d a x y.
Proof.
  intros d a x y Ha Hx Hy Hafter. pose proof (cut_bounds x y) as Hr.
  unfold difference_value, single_division_value. destruct d; simpl after in *.
  - (* K · ONE = y·x' − (y·a + r). *)
    assert (HN : kept x y = y * (x + a) + - (y * a + cut x y)) by (unfold kept; lia).
    rewrite HN, div_add_multiple, inexact_add_multiple, inexact_opposite by lia.
    pose proof (ceil_is_floor_plus_inexact (y * a + cut x y) (x + a) Hafter) as Hceil. unfold ceil_div in Hceil.
    pose proof (ceil_nonnegative (y * a + cut x y) (x + a) Hafter ltac:(nia)) as Hpos. unfold ceil_div in Hpos. lia.
  - assert (HN : kept x y = y * (x - a) + (y * a - cut x y)) by (unfold kept; lia).
    rewrite HN, div_add_multiple, inexact_add_multiple by lia.
    destruct (cut x y <=? y * a) eqn:E.
    + rewrite ceil_is_floor_plus_inexact by lia. pose proof (Z.div_pos (y * a - cut x y) (x - a)). lia.
    + pose proof (ceil_nonnegative (cut x y - y * a) (x - a) Hafter ltac:(lia)) as Hpos.
      rewrite <- (inexact_opposite (y * a - cut x y)) by lia.
      replace (- (y * a - cut x y)) with (cut x y - y * a) by lia.
      unfold ceil_div in *. replace (- (cut x y - y * a)) with (y * a - cut x y) in * by lia. lia.
Qed.

Lemma checked_congruence : forall emptied d a x y v w,
  (0 < a -> 0 < after d x a -> v = w) -> 0 <= a -> 0 <= x ->
  checked emptied d a x y v = checked emptied d a x y w.
Proof.
  intros emptied d a x y v w H Ha Hx. unfold checked. destruct (a =? 0) eqn:Ea; [reflexivity|].
  destruct d; simpl after in *; repeat (destruct (_ <=? _) eqn:?; [reflexivity|]);
    try (destruct (x <? a) eqn:?; [reflexivity|]); try (destruct (a =? x) eqn:?; [reflexivity|]);
    repeat (destruct (_ <=? _) eqn:?; [reflexivity|]); rewrite H by lia; reflexivity.
Qed.

Theorem P2_equals_single_division_form : forall d a Q B,
  is_unsigned a -> is_unsigned Q -> is_unsigned B ->
  input_price d a Q B = checked "quote asset after is 0" d a Q B (single_division_value d a Q B).
Proof. intros. rewrite input_price_is_distance. apply rule_with_checks; assumption. Qed.

Theorem P3_equals_single_division_form : forall d a Q B,
  is_unsigned a -> is_unsigned Q -> is_unsigned B ->
  output_price d a Q B = checked "base asset after is 0" d a B Q (single_division_value d a B Q).
Proof. intros. rewrite output_price_is_distance. apply rule_with_checks; assumption. Qed.

Theorem P2_equals_difference_form : forall d a Q B,
  is_unsigned a -> is_unsigned Q -> is_unsigned B ->
  input_price d a Q B = checked "quote asset after is 0" d a Q B (difference_value d a Q B).
Proof.
  intros d a Q B Ha HQ HB. rewrite P2_equals_single_division_form by assumption. unfold is_unsigned in *.
  apply checked_congruence; try lia. intros. symmetry. apply difference_is_single_division; lia.
Qed.

Theorem P3_equals_difference_form : forall d a Q B,
  is_unsigned a -> is_unsigned Q -> is_unsigned B ->
  output_price d a Q B = checked "base asset after is 0" d a B Q (difference_value d a B Q).
Proof.
  intros d a Q B Ha HQ HB. rewrite P3_equals_single_division_form by assumption. unfold is_unsigned in *.
  apply checked_congruence; try lia. intros. symmetry. apply difference_is_single_division; lia.
Qed.
