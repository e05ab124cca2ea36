(** Changes of K, revision v1. *)

From VAMM Require Export Spec.Operator.

(** Minus a signed decimal, as a multiplication by −1. *)
Definition negated (x : Z) : outcome Z := smul x (-1).

(* SPEC P18 *)
Definition adjusted_size (s old_quote old_base new_quote new_base : Z) : outcome Z :=
  if s =? 0 then Value 0 else
  let long := 0 <? s in
  let! n := output_price (if long then add else remove) (magnitude s) old_quote old_base in
  let! z := input_price (if long then remove else add) n new_quote new_base in
  let! z := signed z in
  if long then Value z else negated z.

(** A net long size has to be coverable by the base that is left. *)
Definition require_legal_multiplier (p : pool) (m size : Z) : outcome unit :=
  if size <=? 0 then Value tt else
  let! covered := sadd size (10 ^ 9) in
  let! least := mdiv covered (base p) in
  require (magnitude least <=? m) "illegal liquidity multiplier".

(* SPEC P20 *)
Definition migrate_liquidity (p : pool) (sender : account) (m ratio : Z) (now : block)
    : outcome (pool * list pool_event) :=
  let! _ := require_owner (pool_owner p) sender in
  check! negb (m =? ONE) else "multiplier can't be 1" in
  let! _ := require_legal_multiplier p m (total_size p) in
  let! _ := require_legal_multiplier p m (base_delta p) in
  let! _ := require_price_in_band p (quote p) (base p) ratio now in
  let! new_quote := dmul (quote p) m in
  let! new_base := dmul (base p) m in
  let adjust s := adjusted_size s (quote p) (base p) new_quote new_base in
  let! bought := negated (base_delta p) in
  let! bought := adjust bought in
  let! delta := negated bought in
  let! size := adjust (total_size p) in
  Value (p <| quote := new_quote |> <| base := new_base |> <| base_delta := delta |> <| total_size := size |>
           <| curves := Curve (cumulative_notional p) new_quote new_base size :: curves p |>,
         [LiquidityChanged new_quote new_base (cumulative_notional p)]).
