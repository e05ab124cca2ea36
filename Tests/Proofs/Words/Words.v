(** Unsigned words as the Swift code computes on them: results modulo 2^64 and 2^128 ([&+], [&-], [&*], [&<<]). *)

From VAMM Require Export Forms.Division.

Definition w64 (x : Z) : Z := x mod 2 ^ 64.
Definition w128 (x : Z) : Z := x mod 2 ^ 128.
Definition is64 (x : Z) : Prop := 0 <= x < 2 ^ 64.
Definition is128 (x : Z) : Prop := 0 <= x < 2 ^ 128.

(** The upper and the lower limb of a two-limb number. *)
Definition high (x : Z) : Z := x / 2 ^ 64.
Definition low (x : Z) : Z := x mod 2 ^ 64.

Lemma w64_small : forall x, 0 <= x < 2 ^ 64 -> w64 x = x.
Proof. intros. unfold w64. apply Z.mod_small. assumption. Qed.

Lemma w128_small : forall x, 0 <= x < 2 ^ 128 -> w128 x = x.
Proof. intros. unfold w128. apply Z.mod_small. assumption. Qed.

(** A word is known by any number that it is congruent to. *)
Lemma w64_is : forall x y k, 0 <= y < 2 ^ 64 -> x = y + k * 2 ^ 64 -> w64 x = y.
Proof. intros x y k Hy ->. unfold w64. rewrite Z.mod_add by lia. apply Z.mod_small. assumption. Qed.

Lemma w128_is : forall x y k, 0 <= y < 2 ^ 128 -> x = y + k * 2 ^ 128 -> w128 x = y.
Proof. intros x y k Hy ->. unfold w128. rewrite Z.mod_add by lia. apply Z.mod_small. assumption. Qed.

Lemma w64_bounds : forall x, 0 <= w64 x < 2 ^ 64.
Proof. intros. apply Z.mod_pos_bound. reflexivity. Qed.

Lemma w128_bounds : forall x, 0 <= w128 x < 2 ^ 128.
Proof. intros. apply Z.mod_pos_bound. reflexivity. Qed.

Lemma limbs : forall x, x = high x * 2 ^ 64 + low x /\ 0 <= low x < 2 ^ 64.
Proof. intros. unfold high, low. pose proof (div_bounds x (2 ^ 64) ltac:(lia)). lia. Qed.

Lemma high_of : forall h l, 0 <= l < 2 ^ 64 -> high (h * 2 ^ 64 + l) = h.
Proof. intros. unfold high. apply floor_unique; lia. Qed.

Lemma low_of : forall h l, 0 <= l < 2 ^ 64 -> low (h * 2 ^ 64 + l) = l.
Proof. intros h l H. unfold low. rewrite Z.add_comm, Z.mod_add by lia. apply Z.mod_small. assumption. Qed.

(** Quotient and remainder are known by their equation. *)
Lemma quotient_and_remainder : forall u d q r, 0 < d -> u = q * d + r -> 0 <= r < d -> q = u / d /\ r = u mod d.
Proof.
  intros u d q r Hd Hu Hr. assert (E : u / d = q) by (apply floor_unique; lia).
  pose proof (div_bounds u d Hd). subst q. split; [reflexivity | lia].
Qed.
