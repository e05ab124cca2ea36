(** Floor, ceiling and remainder of exact quotients, and how checked operations end. *)

From VAMM Require Export Spec.Prices.
From Coq Require Export Lia ZifyBool.

(** ⌈n / m⌉. *)
Definition ceil_div (n m : Z) : Z := - ((- n) / m).

(** What one wei is taken or given for: 0 where m divides n. *)
Definition inexact (n m : Z) : Z := if n mod m =? 0 then 0 else 1.

Lemma div_bounds : forall n m, 0 < m -> n = m * (n / m) + n mod m /\ 0 <= n mod m < m.
Proof. intros n m Hm. pose proof (Z.div_mod n m ltac:(lia)). pose proof (Z.mod_pos_bound n m Hm). lia. Qed.

Lemma mod_opp_zero : forall n m, 0 < m -> ((- n) mod m =? 0) = (n mod m =? 0).
Proof.
  intros n m Hm. destruct (n mod m =? 0) eqn:E.
  - apply Z.eqb_eq in E. apply Z.eqb_eq. apply Z.mod_opp_l_z; lia.
  - apply Z.eqb_neq in E. apply Z.eqb_neq. rewrite Z.mod_opp_l_nz by lia. pose proof (Z.mod_pos_bound n m Hm). lia.
Qed.

Lemma ceil_is_floor_plus_inexact : forall n m, 0 < m -> ceil_div n m = n / m + inexact n m.
Proof.
  intros n m Hm. unfold ceil_div, inexact. destruct (n mod m =? 0) eqn:E.
  - apply Z.eqb_eq in E. rewrite Z.div_opp_l_z by lia. lia.
  - apply Z.eqb_neq in E. rewrite Z.div_opp_l_nz by lia. lia.
Qed.

(** A product grows with its factors. *)
Lemma product_bounds : forall a b most_a most_b, 0 <= a <= most_a -> 0 <= b <= most_b -> 0 <= a * b <= most_a * most_b.
Proof. intros. split; [apply Z.mul_nonneg_nonneg | apply Z.mul_le_mono_nonneg]; lia. Qed.

Lemma square_bounds : forall a most, - most <= a <= most -> 0 <= a * a <= most * most.
Proof. intros. nia. Qed.

(** A factor is less than a bound where the product would be too large. *)
Lemma factor_less : forall a b most, 0 < b -> a * b < most * b -> a < most.
Proof. intros. apply (Z.mul_lt_mono_pos_r b); assumption. Qed.

(** A quotient is known by its bounds. *)
Lemma floor_unique : forall n m q, 0 < m -> m * q <= n < m * q + m -> n / m = q.
Proof. intros n m q Hm H. symmetry. apply (Z.div_unique n m q (n - m * q)); lia. Qed.

Lemma ceil_bounds : forall n m, 0 < m -> n <= m * ceil_div n m < n + m.
Proof. intros n m Hm. unfold ceil_div. pose proof (div_bounds (- n) m Hm). nia. Qed.

Lemma ceil_unique : forall n m q, 0 < m -> n <= m * q < n + m -> ceil_div n m = q.
Proof. intros n m q Hm H. unfold ceil_div. rewrite (floor_unique (- n) m (- q)); nia. Qed.

Lemma ceil_nonnegative : forall n m, 0 < m -> 0 <= n -> 0 <= ceil_div n m.
Proof. intros n m Hm Hn. pose proof (ceil_bounds n m Hm). nia. Qed.

Lemma unsigned_or_value : forall text x, 0 <= x < 2 ^ 256 -> unsigned_or text x = Value x.
Proof. intros text x H. unfold unsigned_or. replace ((0 <=? x) && (x <? 2 ^ 256)) with true by lia. reflexivity. Qed.

Lemma unsigned_or_revert : forall text x, x < 0 \/ 2 ^ 256 <= x -> unsigned_or text x = Revert text.
Proof. intros text x H. unfold unsigned_or. replace ((0 <=? x) && (x <? 2 ^ 256)) with false by lia. reflexivity. Qed.

Lemma signed_or_value : forall text x, - 2 ^ 255 <= x < 2 ^ 255 -> signed_or text x = Value x.
Proof.
  intros text x H. unfold signed_or. replace ((- 2 ^ 255 <=? x) && (x <? 2 ^ 255)) with true by lia. reflexivity.
Qed.

Lemma signed_or_revert : forall text x, x < - 2 ^ 255 \/ 2 ^ 255 <= x -> signed_or text x = Revert text.
Proof.
  intros text x H. unfold signed_or. replace ((- 2 ^ 255 <=? x) && (x <? 2 ^ 255)) with false by lia. reflexivity.
Qed.

Lemma require_true : forall c text, c = true -> require c text = Value tt.
Proof. intros c text ->. reflexivity. Qed.

Lemma require_false : forall c text, c = false -> require c text = Revert text.
Proof. intros c text ->. reflexivity. Qed.

(** The value of a chain is that of each of its steps. *)
Lemma bind_value : forall A B (first : outcome A) (next : A -> outcome B) b,
  bind first next = Value b -> exists a, first = Value a /\ next a = Value b.
Proof. intros A B [a | text |] next b H; simpl in H; [exists a; auto | discriminate | discriminate]. Qed.
