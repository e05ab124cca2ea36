(** What a position is worth and owes. *)

From VAMM Require Export Spec.Money.

(* SPEC C2 *)
Definition funding_owed (h : house) (p : position) : outcome Z :=
  if size p =? 0 then Value 0 else
  let! passed := ssub (premium h) (last_premium p) in sdmul passed (size p).

(** What is left of a margin, and by how much it is short. *)
Definition floored (r : Z) : Z * Z := if r <? 0 then (0, magnitude r) else (r, 0).

(* SPEC C3 *)
Definition remaining_margin (h : house) (p : position) (m : Z) : outcome (Z * Z * Z) :=
  let! f := funding_owed h p in
  let! r := ssub m f in
  let! r := madd r (margin p) in
  let (remains, bad_debt) := floored r in Value (remains, bad_debt, f).

Inductive valuation : Set := spot | twap | oracle.

(** A long is closed by adding base, a short by removing it. *)
Definition closing (s : Z) : direction := if 0 <? s then add else remove.

Definition pnl_of (long : bool) (notional opened : Z) : outcome Z :=
  let (first, second) := if long then (notional, opened) else (opened, notional) in
  let! first := signed first in msub first second.

(* SPEC C4 *)
Definition value_position (h : house) (p : position) (v : valuation) (now : block) : outcome (Z * Z) :=
  if size p =? 0 then Value (0, 0) else
  let s := magnitude (size p) in
  let d := closing (size p) in
  let! notional := match v with
    | spot => output_price d s (quote (amm h)) (base (amm h))
    | twap => output_twap (amm h) d s now
    | oracle => let! price := index_price (amm h) in dmul s price
    end in
  let! pnl := pnl_of (0 <? size p) notional (open_notional p) in
  Value (notional, pnl).

(* SPEC C5 *)
Definition equity (h : house) (p : position) (pnl : Z) : outcome Z :=
  let! (remains, bad_debt, _) := remaining_margin h p pnl in
  let! remains := signed remains in msub remains bad_debt.
Definition ratio_by (h : house) (p : position) (notional pnl : Z) : outcome Z :=
  let! equity := equity h p pnl in
  if in_v1 h then
    check! negb (open_notional p =? 0) else "input is 0" in mdiv equity (open_notional p)
  else mdiv equity notional.
Definition margin_ratio (h : house) (p : position) (now : block) : outcome Z :=
  check! negb (size p =? 0) else "positionSize is 0" in
  let! (notional1, pnl1) := value_position h p spot now in
  let! (notional2, pnl2) := value_position h p twap now in
  if pnl2 <? pnl1 then ratio_by h p notional1 pnl1 else ratio_by h p notional2 pnl2.
Definition margin_ratio_by (h : house) (p : position) (v : valuation) (now : block) : outcome Z :=
  check! negb (size p =? 0) else "positionSize is 0" in
  let! (notional, pnl) := value_position h p v now in ratio_by h p notional pnl.

(* SPEC C6 *)
Definition free_collateral (h : house) (p : position) (c : Z) (now : block) : outcome Z :=
  let! (notional1, pnl1) := value_position h p spot now in
  let! (notional2, pnl2) := value_position h p twap now in
  let (notional, pnl) := if pnl2 <? pnl1 then (notional2, pnl2) else (notional1, pnl1) in
  let! account_value := madd pnl c in
  let! collateral := if 0 <? pnl then signed c else Value account_value in
  let! counted := signed (if 0 <? size p then open_notional p else notional) in
  let! requirement := mmul counted (initial_ratio h) in
  ssub collateral requirement.
Definition margin_with_funding (h : house) (p : position) : outcome Z :=
  let! f := funding_owed h p in
  let! m := signed (margin p) in
  let! f := negated f in
  let! m := sadd m f in Value (Z.max m 0).

(* SPEC C7 *)
Definition change_open_interest (h : house) (sender : account) (x : Z) : outcome house :=
  if interest_cap (amm h) =? 0 then Value h else
  let! new := madd x (open_interest h) in
  let new := Z.max new 0 in
  check! negb ((0 <? x) && (interest_cap (amm h) <? new) && negb (is_whitelisted h sender)) else "over limit" in
  Value (h <| open_interest := new |>).
