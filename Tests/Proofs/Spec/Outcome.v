(** What a call of the contracts ends in: a value, a revert with its exact text, or the INVALID opcode (SPEC N5).

    A computation is a chain of [let!]; the first step that fails decides, as on the machine. *)

From Coq Require Export ZArith Bool List String.
Export ListNotations.
Global Open Scope Z_scope.

Inductive outcome (A : Type) : Type :=
| Value (a : A)
| Revert (text : string)
| Invalid.
Arguments Value {A} a.
Arguments Revert {A} text%string.
Arguments Invalid {A}.

Definition bind {A B : Type} (first : outcome A) (next : A -> outcome B) : outcome B :=
  match first with
  | Value a => next a
  | Revert text => Revert text
  | Invalid => Invalid
  end.

Definition require (condition : bool) (text : string) : outcome unit :=
  if condition then Value tt else Revert text.

Notation "'let!' x ':=' first 'in' next" :=
  (bind first (fun x => next)) (at level 200, x pattern, first at level 100, next at level 200, right associativity).
Notation "'check!' condition 'else' text 'in' next" :=
  (bind (require condition text) (fun _ => next))
  (at level 200, condition at level 100, text at level 0, next at level 200, right associativity).
