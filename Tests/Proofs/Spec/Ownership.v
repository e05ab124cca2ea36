(** Who owns a contract, and how that moves. *)

From VAMM Require Export Spec.Averages.
From RecordUpdate Require Export RecordSet.
Export RecordSetNotations.

(** Accounts are names; nobody is [None]. *)
Definition account := string.

(** Whether an account is the one that is named, if one is. *)
Definition is_account (named : option account) (a : account) : bool :=
  match named with Some other => String.eqb other a | None => false end.

Record ownership := Ownership { owner : option account; candidate : option account }.

(** From whom to whom. *)
Record transferred := Transferred { previous_owner : option account; new_owner : option account }.

Inductive ownership_call : Set :=
| SetOwner (new : option account)
| UpdateOwner
| RenounceOwnership.

Definition require_owner (o : ownership) (sender : account) : outcome unit :=
  require (is_account (owner o) sender) "PerpFiOwnableUpgrade: caller is not the owner".

(* SPEC P16 *)
Definition set_owner (o : ownership) (sender : account) (new : option account) : outcome ownership :=
  let! _ := require_owner o sender in
  match new with
  | None => Revert "PerpFiOwnableUpgrade: zero address"
  | Some a =>
      check! negb (is_account (owner o) a) else "PerpFiOwnableUpgrade: same as original" in
      check! negb (is_account (candidate o) a) else "PerpFiOwnableUpgrade: same as candidate" in
      Value (Ownership (owner o) (Some a))
  end.
Definition update_owner (o : ownership) (sender : account) : outcome (ownership * transferred) :=
  match candidate o with
  | None => Revert "PerpFiOwnableUpgrade: candidate is zero address"
  | Some a =>
      check! String.eqb a sender else "PerpFiOwnableUpgrade: not the new owner" in
      Value (Ownership (Some a) None, Transferred (owner o) (Some a))
  end.
Definition renounce_ownership (o : ownership) (sender : account) : outcome (ownership * transferred) :=
  let! _ := require_owner o sender in
  Value (Ownership None (candidate o), Transferred (owner o) None).
Definition own (o : ownership) (sender : account) (call : ownership_call) : outcome (ownership * list transferred) :=
  match call with
  | SetOwner new => let! o := set_owner o sender new in Value (o, [])
  | UpdateOwner => let! (o, t) := update_owner o sender in Value (o, [t])
  | RenounceOwnership => let! (o, t) := renounce_ownership o sender in Value (o, [t])
  end.
