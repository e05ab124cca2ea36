(** The price of a trade on given reserves, one step of the rule a line. *)

From VAMM Require Export Spec.Decimals.

(** Which way an asset moves, seen from the pool. *)
Inductive direction : Set := add | remove.
Definition opposite (d : direction) : direction := match d with add => remove | remove => add end.

(** x moved by a. *)
Definition moved (d : direction) (x a : Z) : outcome Z := match d with add => uadd x a | remove => usub x a end.

(** One wei less for the trader where the division was inexact. *)
Definition against_trader (d : direction) (exact : bool) (amount : Z) : outcome Z :=
  if exact then Value amount else match d with add => usub amount 1 | remove => uadd amount 1 end.

(* SPEC P2 *)
Definition input_price (d : direction) (a Q B : Z) : outcome Z :=
  if a =? 0 then Value 0 else
  let! K := dmul Q B in
  let! Q' := moved d Q a in
  check! negb (Q' =? 0) else "quote asset after is 0" in
  let! K' := signed K in
  let! B' := mdiv K' Q' in
  let! difference := msub B' B in
  let bought := magnitude difference in
  let! rest := dmod K Q' in
  against_trader d (rest =? 0) bought.

(* SPEC P3 *)
Definition output_price (d : direction) (a Q B : Z) : outcome Z :=
  if a =? 0 then Value 0 else
  let! K := dmul Q B in
  let! B' := moved d B a in
  check! negb (B' =? 0) else "base asset after is 0" in
  let! K' := signed K in
  let! Q' := mdiv K' B' in
  let! difference := msub Q' Q in
  let sold := magnitude difference in
  let! rest := dmod K B' in
  against_trader d (rest =? 0) sold.
