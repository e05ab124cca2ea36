(** What a price that does not revert says: bounds by products, without a division. The laws of one trade follow. *)

From VAMM Require Export Forms.Forms.

(** The reserve that answers, after the trade. *)
Definition answered (d : direction) (y v : Z) : Z := after (opposite d) y v.

Lemma checked_value : forall emptied d a x y v w,
  0 <= a -> 0 <= x -> checked emptied d a x y v = Value w ->
  (a = 0 /\ w = 0) \/
  (0 < a /\ w = v /\ 0 < after d x a < 2 ^ 255 /\ x * y < 2 ^ 256 /\ kept x y < 2 ^ 255 /\ y < 2 ^ 255).
Proof.
  intros emptied d a x y v w Ha Hx H. unfold checked in H.
  destruct (a =? 0) eqn:Ea; [injection H; lia|right].
  destruct d; simpl after in *; repeat (destruct (_ <=? _) eqn:? in H; [discriminate|]);
    try (destruct (x <? a) eqn:? in H; [discriminate|]); try (destruct (a =? x) eqn:? in H; [discriminate|]);
    repeat (destruct (_ <=? _) eqn:? in H; [discriminate|]); injection H; lia.
Qed.

(** A trade of a > 0 that does not revert, in numbers. *)
Lemma distance_value : forall emptied d a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> 0 < a -> distance emptied d a x y = Value v ->
  v = difference_value d a x y /\ 0 < after d x a < 2 ^ 255 /\ x * y < 2 ^ 256 /\ kept x y < 2 ^ 255 /\ y < 2 ^ 255.
Proof.
  intros emptied d a x y v Ha Hx Hy Hpos H. rewrite rule_with_checks in H by assumption. unfold is_unsigned in *.
  apply checked_value in H; [|lia|lia]. destruct H as [H|H]; [lia|].
  rewrite difference_is_single_division by lia. intuition lia.
Qed.

Lemma nothing_traded : forall emptied d x y v, distance emptied d 0 x y = Value v -> v = 0.
Proof. intros emptied d x y v H. injection H. lia. Qed.

(** Added: v is the floor of (y·a + r) / x'. *)
Lemma added_bounds : forall emptied a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied add a x y = Value v ->
  0 <= v /\ v * (x + a) <= y * a + cut x y /\ (0 < a -> y * a + cut x y < v * (x + a) + (x + a)).
Proof.
  intros emptied a x y v Ha Hx Hy H. unfold is_unsigned in *. pose proof (cut_bounds x y).
  destruct (Z.eq_dec a 0) as [->|]; [apply nothing_traded in H; subst; nia|].
  apply distance_value in H; try (unfold is_unsigned; lia). destruct H as [-> H]. simpl after in H.
  unfold difference_value. pose proof (div_bounds (y * a + cut x y) (x + a) ltac:(lia)). nia.
Qed.

(** Removed: v is the ceiling of (y·a − r) / x' where that is not negative, and positive where it is. *)
Lemma removed_bounds : forall emptied a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied remove a x y = Value v ->
  0 <= v /\ y * a - cut x y <= v * (x - a) /\ a <= x /\
  (cut x y <= y * a -> 0 < a -> v * (x - a) < y * a - cut x y + (x - a)).
Proof.
  intros emptied a x y v Ha Hx Hy H. unfold is_unsigned in *. pose proof (cut_bounds x y).
  destruct (Z.eq_dec a 0) as [->|]; [apply nothing_traded in H; subst; nia|].
  apply distance_value in H; try (unfold is_unsigned; lia). destruct H as [-> H]. simpl after in H.
  unfold difference_value. destruct (cut x y <=? y * a) eqn:E.
  - pose proof (ceil_bounds (y * a - cut x y) (x - a) ltac:(lia)).
    pose proof (ceil_nonnegative (y * a - cut x y) (x - a) ltac:(lia) ltac:(lia)). nia.
  - pose proof (ceil_bounds (cut x y - y * a) (x - a) ltac:(lia)).
    assert (0 <= inexact (cut x y - y * a) (x - a)) by (unfold inexact; destruct (_ =? 0); lia). nia.
Qed.

(** The reserve that answers stays a reserve: what is got is less than what there is. *)
Lemma added_is_covered : forall emptied a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied add a x y = Value v -> 0 <= v <= y.
Proof.
  intros emptied a x y v Ha Hx Hy H. pose proof (added_bounds emptied a x y v Ha Hx Hy H).
  unfold is_unsigned in *. destruct (Z.eq_dec a 0) as [->|]; [apply nothing_traded in H; lia|].
  (* r is at most x·y. *)
  assert (0 <= kept x y) by (apply kept_bounds; lia). unfold kept in *.
  assert (v * (x + a) <= y * (x + a)) by nia. nia.
Qed.

(** SPEC L4: the product falls by at most r, and so K does not fall. *)
Lemma product_keeps_K : forall emptied d a x y v,
  is_unsigned a -> is_unsigned x -> is_unsigned y -> distance emptied d a x y = Value v ->
  kept x y <= after d x a * answered d y v /\ 0 <= after d x a /\ 0 <= answered d y v.
Proof.
  intros emptied d a x y v Ha Hx Hy H. pose proof Ha as Ha'. unfold is_unsigned in Ha', Hx, Hy.
  pose proof (cut_bounds x y). unfold kept, answered. destruct d; simpl.
  - pose proof (added_bounds emptied a x y v Ha Hx Hy H). pose proof (added_is_covered emptied a x y v Ha Hx Hy H). nia.
  - pose proof (removed_bounds emptied a x y v Ha Hx Hy H). nia.
Qed.

Lemma K_of_product : forall x y x' y', kept x y <= x' * y' -> x * y / ONE <= x' * y' / ONE.
Proof.
  intros x y x' y' H. rewrite <- kept_is_K_times_ONE in H.
  apply Z.div_le_lower_bound; [apply ONE_positive|]. lia.
Qed.
