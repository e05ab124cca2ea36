(** What holds after a call that succeeds, step by step. A call that fails has no state after it (SPEC L2, A1). *)

From VAMM Require Export Spec.Settlement Forms.Division.

(** P holds of the value, where there is one. *)
Definition post {A} (o : outcome A) (P : A -> Prop) : Prop := match o with Value a => P a | _ => True end.

Lemma post_of_value : forall A (o : outcome A) (P : A -> Prop) a, post o P -> o = Value a -> P a.
Proof. intros A o P a H ->. exact H. Qed.

Lemma post_bind : forall A B (o : outcome A) (f : A -> outcome B) P Q,
  post o P -> (forall a, P a -> post (f a) Q) -> post (bind o f) Q.
Proof. intros A B [a | text |] f P Q Ho Hf; [exact (Hf a Ho) | exact I | exact I]. Qed.

Lemma post_any : forall A B (o : outcome A) (f : A -> outcome B) Q,
  (forall a, o = Value a -> post (f a) Q) -> post (bind o f) Q.
Proof. intros A B [a | text |] f Q Hf; [exact (Hf a eq_refl) | exact I | exact I]. Qed.

Lemma post_weaken : forall A (o : outcome A) (P Q : A -> Prop), post o P -> (forall a, P a -> Q a) -> post o Q.
Proof. intros A [a | text |] P Q H HQ; [exact (HQ a H) | exact I | exact I]. Qed.

(** A call as it is made: it changes the state or, where it fails, leaves it (SPEC A1). *)
Definition made {S : Type} (call : S -> outcome S) (s : S) : S := match call s with Value s' => s' | _ => s end.

Theorem L2_a_call_that_fails_changes_nothing : forall (S : Type) (call : S -> outcome S) s,
  (forall s', call s <> Value s') -> made call s = s.
Proof. intros S call s H. unfold made.
destruct (call s) eqn:E; [exfalso; exact (H a eq_refl) | reflexivity | reflexivity]. Qed.

(** Takes the next step of a chain apart, with what [known] says about it if it says anything. *)
Ltac next known :=
  match goal with
  | |- post (bind _ _) _ => first [eapply post_bind; [solve [known] | cbv beta; intros] | apply post_any; intros]
  | |- post (if ?c then _ else _) _ => destruct c eqn:?
  | |- post (match ?x with _ => _ end) _ => destruct x eqn:?
  | |- post (Value _) _ => unfold post; cbv beta
  | |- post (Revert _) _ => exact I
  | |- post Invalid _ => exact I
  end.

(** * Functions with one value changed, and sums over accounts *)

Lemma update_same : forall A (f : account -> A) a v, update f a v a = v.
Proof. intros. unfold update. rewrite String.eqb_refl. reflexivity. Qed.

Lemma update_other : forall A (f : account -> A) a v b, a <> b -> update f a v b = f b.
Proof. intros A f a v b H. unfold update. apply String.eqb_neq in H. rewrite H. reflexivity. Qed.

Definition sum (accounts : list account) (f : account -> Z) : Z := fold_right (fun a s => f a + s) 0 accounts.

Lemma sum_equal : forall accounts f g, (forall a, In a accounts -> f a = g a) -> sum accounts f = sum accounts g.
Proof.
  induction accounts as [|b rest IH]; intros f g H; [reflexivity|]. simpl.
  rewrite (H b (or_introl eq_refl)), (IH f g) by (intros; apply H; right; assumption). reflexivity.
Qed.

(** One value changed changes the sum by as much. *)
Lemma sum_of_changed : forall accounts f g a,
  NoDup accounts -> In a accounts -> (forall b, b <> a -> g b = f b) -> sum accounts g = sum accounts f + (g a - f a).
Proof.
  induction accounts as [|b rest IH]; intros f g a Hnodup Hin Hother; [contradiction|].
  inversion Hnodup as [|? ? Hnotin Hrest]; subst. simpl. destruct Hin as [->|Hin].
  - rewrite (sum_equal rest g f); [lia|]. intros c Hc. apply Hother. intros ->. contradiction.
  - rewrite (IH f g a Hrest Hin Hother), (Hother b); [lia|]. intros ->. contradiction.
Qed.
