(** Liquidation, and what keeper and owner call. *)

From VAMM Require Export Spec.Calls.

(** A fee out of what remains: what the receiver lacks is bad debt, and then the rest is not reduced (SPEC H14). *)
Definition fee_and_rest (fee r : Z) : Z * Z := if r <? fee then (fee - r, r) else (0, r - fee).

Definition pay_liquidation (h : house) (sender : account) (fee rest : Z) : outcome house :=
  let! h := if 0 <? rest then pay_to_fund h rest else Value h in
  withdraw h sender fee.

(* SPEC C17 *)
Definition liquidation_ratio (h : house) (p : position) (now : block) : outcome Z :=
  let! ratio := margin_ratio h p now in
  if in_v1 h then Value ratio else
  let! over := is_over_spread_limit (amm h) in
  if over : bool then
    let! by_oracle := margin_ratio_by h p oracle now in Value (Z.max ratio by_oracle)
  else Value ratio.
Definition is_partial (h : house) (p : position) (now : block) : outcome bool :=
  let! ratio := margin_ratio_by h p spot now in
  Value ((as_signed (fee_ratio h) <? ratio) && (partial_ratio h <? ONE) && negb (partial_ratio h =? 0)).
Definition liquidate_part (h : house) (sender trader : account) (now : block) : outcome (house * result) :=
  let p := positions h trader in
  let! q := partial_quote h p in
  let! (h, r) := reverse h sender trader (against (size p)) q ONE 0 true now in
  let! penalty := dmul (exchanged_quote r) (fee_ratio h) in
  let fee := penalty / 2 in
  let! remains := usub (margin (position_after r)) penalty in
  let p' := position_after r <| margin := remains |> in
  let h := store trader p' h in
  let! h := pay_liquidation h sender fee (penalty - fee) in
  let h := enter_restriction h now in
  let! price := spot_price (amm h) in
  let h := emit (PositionLiquidated trader (exchanged_quote r) (magnitude (exchanged_size r)) fee sender 0) h in
  Value (emit (PositionChanged trader (margin p') (exchanged_quote r) (exchanged_size r) 0 (size p') (realized r)
                 (unrealized_after r) (bad_debt r) penalty price (funding r)) h, r).
Definition realize_total (h : house) (sender : account) (total : Z) : outcome house :=
  if total =? 0 then Value h else
  check! in_v1 h || is_backstop h sender else "not backstop LP" in realize_bad_debt h total.
Definition liquidate_whole (h : house) (sender trader : account) (now : block) : outcome (house * result) :=
  let stored_margin := margin (positions h trader) in
  let! (h, r) := close h sender trader 0 false now in
  let remains := magnitude (to_vault r) in
  let! fee := dmul (exchanged_quote r) (fee_ratio h) in
  let fee := if in_v1 h then fee else fee / 2 in
  let (debt, rest) := fee_and_rest fee remains in
  let! total := uadd (bad_debt r) debt in
  let h := if in_v1 h then enter_restriction h now else h in
  let! h := realize_total h sender total in
  let! h := pay_liquidation h sender fee rest in
  let h := if in_v1 h then h else enter_restriction h now in
  let! price := spot_price (amm h) in
  let penalty := if in_v1 h then remains else stored_margin in
  let h := emit (PositionLiquidated trader (exchanged_quote r) (magnitude (exchanged_size r)) fee sender debt) h in
  Value (emit (PositionChanged trader 0 (exchanged_quote r) (exchanged_size r) 0 0 (realized r) 0 (bad_debt r) penalty
                 price (funding r)) h, r).
Definition liquidate (h : house) (sender trader : account) (now : block) : outcome (house * (result * bool)) :=
  let! _ := require_pool_open h in
  let! p := if in_v1 h then adjusted_position h (positions h trader) else Value (positions h trader) in
  let! ratio := liquidation_ratio h p now in
  let! _ := require_ratio_below ratio (maintenance_ratio h) in
  let! h := adjust_in_v1 h trader in
  let! partial := if in_v1 h then Value false else is_partial h p now in
  let! (h, r) := if partial : bool then liquidate_part h sender trader now else liquidate_whole h sender trader now in
  Value (h, (r, partial)).

(* SPEC C18 *)
Definition liquidate_with_slippage (h : house) (sender trader : account) (limit : Z) (now : block)
    : outcome (house * (Z * bool)) :=
  if in_v1 h then Revert "" else
  let long := 0 <? size (positions h trader) in
  let! (h', (r, partial)) := liquidate h sender trader now in
  let! limit := if partial : bool then dmul limit (partial_ratio h) else Value limit in
  let q := exchanged_quote r in
  let! _ :=
    if long then require (limit <=? q) "Less than minimal quote token"
    else require ((limit =? 0) || (q <=? limit)) "More than maximal quote token" in
  Value (h', (q, partial)).
