(** L7: an order in parts against the whole order. *)

From VAMM Require Export Laws.Curve.

(** Trades one after the other, all in one direction: what they answer in sum, and the reserves after them. *)
Fixpoint in_parts (emptied : string) (d : direction) (parts : list Z) (x y : Z) : outcome (Z * Z * Z) :=
  match parts with
  | [] => Value (0, x, y)
  | a :: rest =>
      let! v := distance emptied d a x y in
      let! (sum, x', y') := in_parts emptied d rest (after d x a) (answered d y v) in
      Value (v + sum, x', y')
  end.

Definition total (parts : list Z) : Z := fold_right Z.add 0 parts.

(** Every reserve on the way is a 256-bit number, as the pool's own arithmetic (P7) makes sure. *)
Fixpoint reserves_fit (emptied : string) (d : direction) (parts : list Z) (x y : Z) : Prop :=
  is_unsigned x /\ is_unsigned y /\
  match parts with
  | [] => True
  | a :: rest =>
      forall v, distance emptied d a x y = Value v -> reserves_fit emptied d rest (after d x a) (answered d y v)
  end.

(** The parts move the first reserve by their total, and by L4 the product stays at least K · ONE. *)
Lemma parts_keep_K : forall emptied d parts x y sum x' y',
  Forall is_unsigned parts -> reserves_fit emptied d parts x y ->
  in_parts emptied d parts x y = Value (sum, x', y') ->
  x' = after d x (total parts) /\ y' = answered d y sum /\ kept x y <= x' * y' /\ 0 <= y'.
Proof.
  intros emptied d parts. induction parts as [|a rest IH]; intros x y sum x' y' Hparts Hfit H.
  - destruct Hfit as [Hx [Hy _]]. unfold is_unsigned in *. injection H as <- <- <-.
    unfold answered. pose proof (kept_bounds x y). destruct d; simpl; lia.
  - inversion Hparts as [|? ? Ha Hrest]; subst. destruct Hfit as [Hx [Hy Hnext]]. simpl in H.
    apply bind_value in H as [v [Hv H]]. apply bind_value in H as [[[sum' x''] y''] [Hgo H]].
    injection H as <- <- <-. specialize (Hnext v Hv).
    destruct (IH _ _ _ _ _ Hrest Hnext Hgo) as [Hx' [Hy' [HK Hpos]]].
    destruct (product_keeps_K emptied d a x y v Ha Hx Hy Hv) as [HK1 _].
    (* K does not fall at either step, and so x'·y' is at least the K · ONE of the beginning. *)
    apply K_of_product in HK1. rewrite <- kept_is_K_times_ONE in HK |- *.
    unfold answered in *. repeat split; try (destruct d; simpl in *; lia).
    pose proof ONE_positive. nia.
Qed.

Theorem L7_a_buyer_gets_no_more_in_parts : forall emptied parts x y sum x' y' whole,
  Forall is_unsigned parts -> is_unsigned (total parts) -> reserves_fit emptied add parts x y -> 0 < total parts ->
  in_parts emptied add parts x y = Value (sum, x', y') ->
  distance emptied add (total parts) x y = Value whole -> sum <= whole.
Proof.
  intros emptied parts x y sum x' y' whole Hparts Htotal Hfit Hpos Hsum Hwhole.
  assert (Hxy : is_unsigned x /\ is_unsigned y) by (destruct parts; simpl in Hfit; tauto). destruct Hxy as [Hx Hy].
  destruct (parts_keep_K _ _ _ _ _ _ _ _ Hparts Hfit Hsum) as [-> [-> [HK _]]].
  pose proof (added_bounds _ _ _ _ _ Htotal Hx Hy Hwhole). unfold kept, answered, is_unsigned in *. simpl in *. nia.
Qed.

(** A seller, where y·a ≥ r. *)
Theorem L7_a_seller_gives_no_less_in_parts : forall emptied parts x y sum x' y' whole,
  Forall is_unsigned parts -> is_unsigned (total parts) -> reserves_fit emptied remove parts x y ->
  0 < total parts -> cut x y <= y * total parts ->
  in_parts emptied remove parts x y = Value (sum, x', y') ->
  distance emptied remove (total parts) x y = Value whole -> whole <= sum.
Proof.
  intros emptied parts x y sum x' y' whole Hparts Htotal Hfit Hpos Hcut Hsum Hwhole.
  assert (Hxy : is_unsigned x /\ is_unsigned y) by (destruct parts; simpl in Hfit; tauto). destruct Hxy as [Hx Hy].
  destruct (parts_keep_K _ _ _ _ _ _ _ _ Hparts Hfit Hsum) as [-> [-> [HK _]]].
  pose proof (removed_bounds _ _ _ _ _ Htotal Hx Hy Hwhole). unfold kept, answered, is_unsigned in *. simpl in *. nia.
Qed.

(** Every amount of at least one wei meets the bound on a base reserve of at least one whole unit. *)
Theorem L7_bound_is_met_from_one_unit_on : forall a x y, 0 < a -> ONE <= y -> cut x y <= y * a.
Proof. intros a x y Ha Hy. pose proof (cut_bounds x y). nia. Qed.

(** Below the bound it does not hold: with 625000000000000001 wei of quote and 9 wei of base, removing
    25000000000000001 wei of quote costs 2 wei of base at once, and 1 wei where the last wei is removed first. The
    first part is exact in the third line of the difference form, and the second hits a multiple of ONE. *)
Theorem L7_fails_below_the_bound :
  let (x, y) := (625000000000000001, 9) in
  distance "quote asset after is 0" remove 25000000000000001 x y = Value 2 /\
  in_parts "quote asset after is 0" remove [1; 25000000000000000] x y = Value (1, 600000000000000000, 10).
Proof. split; vm_compute; reflexivity. Qed.
