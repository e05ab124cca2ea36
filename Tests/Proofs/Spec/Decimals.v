(** Decimals of 18 places, unsigned and signed, and what converts between them. *)

From VAMM Require Export Spec.Integers.

(* SPEC N1 *)
Definition ONE : Z := 10 ^ 18.

(* SPEC N4 *)
Definition dmul (x y : Z) : outcome Z := let! product := umul x y in udiv product ONE.
Definition ddiv (x y : Z) : outcome Z := let! scaled := umul x ONE in udiv scaled y.

(* SPEC N5 *)
Definition dmod (x y : Z) : outcome Z :=
  let! scaled := umul x ONE in if y =? 0 then Invalid else Value (scaled mod y).

(* SPEC N6 *)
Definition sdmul (x y : Z) : outcome Z := let! product := smul x y in sdiv product ONE.
Definition sddiv (x y : Z) : outcome Z := let! scaled := smul x ONE in sdiv scaled y.

(* SPEC N7 *)
Definition signed (y : Z) : outcome Z :=
  check! y <? 2 ^ 255 else "MixedDecimal: uint value is bigger than _INT256_MAX" in Value y.
Definition mixed (operation : Z -> Z -> outcome Z) (x y : Z) : outcome Z := let! y := signed y in operation x y.
Definition madd : Z -> Z -> outcome Z := mixed sadd.
Definition msub : Z -> Z -> outcome Z := mixed ssub.
Definition mmul : Z -> Z -> outcome Z := mixed sdmul.
Definition mdiv : Z -> Z -> outcome Z := mixed sddiv.

(** The same 256 bits read as a signed decimal, without a check. *)
Definition as_signed (y : Z) : Z := if y <? 2 ^ 255 then y else y - 2 ^ 256.

(* SPEC N8 *)
Definition mmul_scalar : Z -> Z -> outcome Z := mixed smul.
Definition mdiv_scalar : Z -> Z -> outcome Z := mixed sdiv.

(* SPEC N9 *)
Definition magnitude (x : Z) : Z := Z.abs x.
Definition cmp (x y : Z) : Z := match x ?= y with Lt => -1 | Eq => 0 | Gt => 1 end.

(* SPEC N10 *)
Definition units (d x : Z) : outcome Z :=
  if d <=? 18 then udiv x (10 ^ (18 - d)) else umul x (10 ^ (d - 18)).
Definition decimal (d u : Z) : outcome Z :=
  if d <=? 18 then umul u (10 ^ (18 - d)) else udiv u (10 ^ (d - 18)).
