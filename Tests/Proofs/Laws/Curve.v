(** The laws of trades on one curve: L4, L6, L7, L8. *)

From VAMM Require Export Laws.Trade.

(** K = Q ⊗ B, where the product fits. *)
Definition K (Q B : Z) : Z := Q * B / ONE.

Theorem L4_K_never_falls_by_an_input_trade : forall d a Q B b,
  is_unsigned a -> is_unsigned Q -> is_unsigned B -> input_price d a Q B = Value b ->
  let Q' := after d Q a in
  let B' := after (opposite d) B b in
  K Q B <= K Q' B' /\ Q * B - cut Q B <= Q' * B'.
Proof.
  intros d a Q B b Ha HQ HB H. rewrite input_price_is_distance in H. cbv zeta.
  destruct (product_keeps_K _ _ _ _ _ _ Ha HQ HB H) as [HK _]. split; [apply K_of_product, HK | exact HK].
Qed.

Theorem L4_K_never_falls_by_an_output_trade : forall d a Q B q,
  is_unsigned a -> is_unsigned Q -> is_unsigned B -> output_price d a Q B = Value q ->
  let B' := after d B a in
  let Q' := after (opposite d) Q q in
  K Q B <= K Q' B' /\ Q * B - cut Q B <= Q' * B'.
Proof.
  intros d a Q B q Ha HQ HB H. rewrite output_price_is_distance in H. cbv zeta.
  destruct (product_keeps_K _ _ _ _ _ _ Ha HB HQ H) as [HK _]. unfold answered, kept, cut, K in *.
  rewrite (Z.mul_comm Q B), (Z.mul_comm (after (opposite d) Q q)). split; [apply K_of_product, HK | exact HK].
Qed.

Lemma le_of_products : forall m n p, 0 < m -> n * m < m * (p + 1) -> n <= p.
Proof. intros. nia. Qed.

(** Buying for a and selling at once what was bought pays at most a. *)
Theorem L6_buying_and_selling_at_once_never_profits : forall a Q B b q,
  is_unsigned a -> is_unsigned Q -> is_unsigned B -> is_unsigned (Q + a) -> 2 * ONE <= B ->
  input_price add a Q B = Value b -> output_price add b (Q + a) (B - b) = Value q -> q <= a.
Proof.
  intros a Q B b q Ha HQ HB HQ' Hunits Hopen Hclose.
  rewrite input_price_is_distance in Hopen. rewrite output_price_is_distance in Hclose.
  pose proof (added_bounds _ _ _ _ _ Ha HQ HB Hopen). pose proof (added_is_covered _ _ _ _ _ Ha HQ HB Hopen).
  assert (Hb : is_unsigned b) by (unfold is_unsigned in *; lia).
  assert (HB' : is_unsigned (B - b)) by (unfold is_unsigned in *; lia).
  pose proof (added_bounds _ _ _ _ _ Hb HB' HQ' Hclose).
  pose proof (cut_bounds Q B). pose proof (cut_bounds (B - b) (Q + a)). unfold is_unsigned in *.
  (* q·B ≤ (Q + a)·b + r' ≤ B·a + r + r' < B·a + B. *)
  replace (B - b + b) with B in * by lia. apply (le_of_products B); lia.
Qed.

(** Selling for a and buying back at once what was sold costs at least a. *)
Theorem L6_selling_and_buying_back_at_once_never_profits : forall a Q B b q,
  is_unsigned a -> is_unsigned Q -> is_unsigned B -> is_unsigned (B + b) -> 2 * ONE <= B ->
  input_price remove a Q B = Value b -> output_price remove b (Q - a) (B + b) = Value q -> a <= q.
Proof.
  intros a Q B b q Ha HQ HB HB' Hunits Hopen Hclose.
  rewrite input_price_is_distance in Hopen. rewrite output_price_is_distance in Hclose.
  pose proof (removed_bounds _ _ _ _ _ Ha HQ HB Hopen).
  assert (Hb : is_unsigned b) by (unfold is_unsigned in *; lia).
  assert (HQ' : is_unsigned (Q - a)) by (unfold is_unsigned in *; lia).
  pose proof (removed_bounds _ _ _ _ _ Hb HB' HQ' Hclose).
  pose proof (cut_bounds Q B). pose proof (cut_bounds (B + b) (Q - a)). unfold is_unsigned in *.
  (* q·B ≥ (Q − a)·b − r' ≥ B·a − r − r' > B·a − B. *)
  replace (B + b - b) with B in * by lia. apply (le_of_products B); lia.
Qed.

(** The smallest reserves that were found where it does profit: 2 wei sold and bought back for 1. *)
Theorem L6_fails_on_reserves_of_a_few_wei :
  input_price remove 2 3 1 = Value 1 /\ output_price remove 1 (3 - 2) (1 + 1) = Value 1.
Proof. split; vm_compute; reflexivity. Qed.

(** A buyer against y·a / x' in exact arithmetic: less than a wei less, less than ONE / x' wei more. *)
Theorem L8_rounding_of_an_added_amount : forall emptied a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied add a x y = Value v -> 0 < a ->
  y * a < (v + 1) * (x + a) /\ v * (x + a) < y * a + ONE.
Proof.
  intros emptied a x y v Ha Hx Hy H Hpos. pose proof (added_bounds emptied a x y v Ha Hx Hy H).
  pose proof (cut_bounds x y). lia.
Qed.

(** A seller where y·a ≥ r: less than a wei more, less than ONE / x' wei less. *)
Theorem L8_rounding_of_a_removed_amount : forall emptied a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied remove a x y = Value v ->
  0 < a -> cut x y <= y * a ->
  (v - 1) * (x - a) < y * a /\ y * a - ONE < v * (x - a).
Proof.
  intros emptied a x y v Ha Hx Hy H Hpos Hcut. pose proof (removed_bounds emptied a x y v Ha Hx Hy H).
  pose proof (cut_bounds x y). lia.
Qed.

(** Where y·a < r a seller may give far more. *)
Theorem L8_does_not_hold_below_r :
  input_price remove 1 1500000000 1000000000 = Value 333333334.
Proof. vm_compute. reflexivity. Qed.
