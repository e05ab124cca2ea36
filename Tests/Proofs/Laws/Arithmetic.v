(** What a checked operation that succeeds has computed. *)

From VAMM Require Export Laws.Steps.

Lemma unsigned_or_is : forall text x y, unsigned_or text x = Value y -> y = x /\ 0 <= x < 2 ^ 256.
Proof.
  intros text x y H. unfold unsigned_or in H. destruct ((0 <=? x) && (x <? 2 ^ 256)) eqn:E; [|discriminate].
  injection H. lia.
Qed.

Lemma signed_or_is : forall text x y, signed_or text x = Value y -> y = x /\ - 2 ^ 255 <= x < 2 ^ 255.
Proof.
  intros text x y H. unfold signed_or in H. destruct ((- 2 ^ 255 <=? x) && (x <? 2 ^ 255)) eqn:E; [|discriminate].
  injection H. lia.
Qed.

Lemma require_is : forall c text u, require c text = Value u -> c = true.
Proof. intros [|] text u H; [reflexivity | discriminate]. Qed.

Lemma uadd_is : forall x y z, uadd x y = Value z -> z = x + y /\ 0 <= z < 2 ^ 256.
Proof. intros x y z H. apply unsigned_or_is in H. lia. Qed.

Lemma usub_is : forall x y z, usub x y = Value z -> z = x - y /\ 0 <= z < 2 ^ 256.
Proof. intros x y z H. apply unsigned_or_is in H. lia. Qed.

Lemma sadd_is : forall x y z, sadd x y = Value z -> z = x + y.
Proof. intros x y z H. apply signed_or_is in H. lia. Qed.

Lemma ssub_is : forall x y z, ssub x y = Value z -> z = x - y.
Proof. intros x y z H. apply signed_or_is in H. lia. Qed.

Lemma negated_is : forall x z, negated x = Value z -> z = - x.
Proof. intros x z H. apply signed_or_is in H. lia. Qed.

Lemma signed_is : forall x z, signed x = Value z -> z = x /\ x < 2 ^ 255.
Proof.
  intros x z H. unfold signed in H. apply bind_value in H as [u [Hu H]]. apply require_is in Hu. injection H. lia.
Qed.

Lemma madd_is : forall x y z, madd x y = Value z -> z = x + y.
Proof. intros x y z H. apply bind_value in H as [y' [Hy H]]. apply signed_is in Hy. apply sadd_is in H. lia. Qed.

Lemma msub_is : forall x y z, msub x y = Value z -> z = x - y.
Proof. intros x y z H. apply bind_value in H as [y' [Hy H]]. apply signed_is in Hy. apply ssub_is in H. lia. Qed.

Lemma moved_is : forall d x a z, moved d x a = Value z -> z = match d with add => x + a | remove => x - a end /\ 0 <= z.
Proof. intros [|] x a z H; [apply uadd_is in H | apply usub_is in H]; lia. Qed.

(** Turns what succeeded into equations. *)
Ltac computed :=
  repeat match goal with
  | H : uadd _ _ = Value _ |- _ => apply uadd_is in H
  | H : usub _ _ = Value _ |- _ => apply usub_is in H
  | H : sadd _ _ = Value _ |- _ => apply sadd_is in H
  | H : ssub _ _ = Value _ |- _ => apply ssub_is in H
  | H : madd _ _ = Value _ |- _ => apply madd_is in H
  | H : msub _ _ = Value _ |- _ => apply msub_is in H
  | H : negated _ = Value _ |- _ => apply negated_is in H
  | H : signed _ = Value _ |- _ => apply signed_is in H
  | H : moved _ _ _ = Value _ |- _ => apply moved_is in H
  | H : require _ _ = Value _ |- _ => apply require_is in H
  | H : Value _ = Value _ |- _ => injection H as H
  end.

Ltac pairs := repeat match goal with p : (_ * _)%type |- _ => destruct p end.
