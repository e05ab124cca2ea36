(** Checked integers of 256 bits. A number is a [Z]; its type is the range that it lies in. *)

From VAMM Require Export Spec.Outcome.

Definition is_unsigned (x : Z) : Prop := 0 <= x < 2 ^ 256.
Definition is_signed (x : Z) : Prop := - 2 ^ 255 <= x < 2 ^ 255.

(** An exact result, or the text where it is outside of its range. *)
Definition unsigned_or (text : string) (x : Z) : outcome Z :=
  if (0 <=? x) && (x <? 2 ^ 256) then Value x else Revert text.
Definition signed_or (text : string) (x : Z) : outcome Z :=
  if (- 2 ^ 255 <=? x) && (x <? 2 ^ 255) then Value x else Revert text.

(* SPEC N2 *)
Definition uadd (x y : Z) : outcome Z := unsigned_or "SafeMath: addition overflow" (x + y).
Definition usub (x y : Z) : outcome Z := unsigned_or "SafeMath: subtraction overflow" (x - y).
Definition umul (x y : Z) : outcome Z := unsigned_or "SafeMath: multiplication overflow" (x * y).
Definition udiv (x y : Z) : outcome Z :=
  check! negb (y =? 0) else "SafeMath: division by zero" in Value (x / y).
Definition umod (x y : Z) : outcome Z :=
  check! negb (y =? 0) else "SafeMath: modulo by zero" in Value (x mod y).

(* SPEC N3 *)
Definition sadd (x y : Z) : outcome Z := signed_or "SignedSafeMath: addition overflow" (x + y).
Definition ssub (x y : Z) : outcome Z := signed_or "SignedSafeMath: subtraction overflow" (x - y).
Definition smul (x y : Z) : outcome Z := signed_or "SignedSafeMath: multiplication overflow" (x * y).
Definition sdiv (x y : Z) : outcome Z :=
  check! negb (y =? 0) else "SignedSafeMath: division by zero" in
  signed_or "SignedSafeMath: division overflow" (Z.quot x y).
