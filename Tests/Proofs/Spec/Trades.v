(** The three trades of the clearing house: increase, reverse, close. Their sender is the account that called; a reverse
    and a close may work on another trader's position. *)

From VAMM Require Export Spec.Margin.

Inductive side : Set := buy | sell.
Definition quote_direction_of (s : side) : direction := match s with buy => add | sell => remove end.
Definition against (size : Z) : side := if 0 <? size then sell else buy.

(* SPEC C1 *)
Record result := Result {
  position_after : position;
  exchanged_quote : Z;
  exchanged_size : Z;
  bad_debt : Z;
  funding : Z;
  realized : Z;
  to_vault : Z;
  unrealized_after : Z
}.

(** A swap by the house, its events logged. *)
Definition house_swap_input (h : house) (s : side) (n limit : Z) (can_cross : bool) (now : block)
    : outcome (house * Z) :=
  let! (p, b, logged) := swap_input (amm h) vault (quote_direction_of s) n limit can_cross now in
  let! b := signed b in
  let! x := match s with buy => Value b | sell => negated b end in
  Value (emit_all logged (h <| amm := p |>), x).
Definition house_swap_output (h : house) (d : direction) (b limit : Z) (skip : bool) (now : block)
    : outcome (house * Z) :=
  let! (p, q, logged) := swap_output (amm h) vault d b limit skip now in
  Value (emit_all logged (h <| amm := p |>), q).

(* SPEC C11 *)
Definition increase (h : house) (sender : account) (s : side) (n limit leverage : Z) (now : block)
    : outcome (house * result) :=
  let old := positions h sender in
  let! (h, x) := house_swap_input h s n limit false now in
  let! size' := sadd (size old) x in
  let! notional := signed n in
  let! h := change_open_interest h sender notional in
  check! is_whitelisted h sender || (max_holding (amm h) =? 0) || (magnitude size' <=? max_holding (amm h))
    else "hit position size upper bound" in
  let! added := ddiv n leverage in
  let! m := signed added in
  let! (remains, _, f) := remaining_margin h old m in
  let! (_, unrealized) := value_position h old spot now in
  let! opened := uadd (open_notional old) n in
  let index := if in_v1 h then latest_index h else curve_index old in
  Value (h, Result (Position size' remains opened (premium h) index (block_number now)) n x 0 f 0 m unrealized).

(* SPEC C13 *)
Definition close (h : house) (sender trader : account) (limit : Z) (skip : bool) (now : block)
    : outcome (house * result) :=
  let p := positions h trader in
  check! negb (size p =? 0) else "positionSize is 0" in
  let! (_, pnl) := value_position h p spot now in
  let! (r, debt, f) := remaining_margin h p pnl in
  let! (h, q) := house_swap_output h (closing (size p)) (magnitude (size p)) limit skip now in
  let! change := madd pnl debt in
  let! change := madd change (open_notional p) in
  let! change := negated change in
  let! h := change_open_interest h sender change in
  let h := store trader (cleared now) h in
  let! remains := signed r in
  let! out := negated remains in
  let! exchanged := negated (size p) in
  Value (h, Result no_position q exchanged debt f pnl out 0).

(* SPEC C12 *)
Definition notional_left (long : bool) (old_notional n unrealized : Z) : outcome Z :=
  let! old := signed old_notional in
  let! remains :=
    if long then let! rest := msub old n in ssub rest unrealized
    else let! sum := sadd unrealized old in msub sum n in
  check! 0 <? remains else "value of openNotional <= 0" in Value remains.
Definition reduce (h : house) (sender trader : account) (s : side) (n limit : Z) (can_cross : bool)
    (old_notional pnl : Z) (now : block) : outcome (house * result) :=
  let p := positions h trader in
  let! change := signed n in
  let! change := negated change in
  let! h := change_open_interest h sender change in
  let! (h, x) := house_swap_input h s n limit can_cross now in
  let! realized :=
    if size p =? 0 then Value 0 else
    let! part := mmul pnl (magnitude x) in mdiv part (magnitude (size p)) in
  let! (remains, debt, f) := remaining_margin h p realized in
  let! unrealized := ssub pnl realized in
  let! opened := notional_left (0 <? size p) old_notional n unrealized in
  let! size' := sadd (size p) x in
  let p' := Position size' remains opened (premium h) (curve_index p) (block_number now) in
  Value (h, Result p' n x debt f realized 0 unrealized).
Definition close_and_open (h : house) (sender trader : account) (s : side) (n leverage limit : Z) (now : block)
    : outcome (house * result) :=
  let! (h, closed) := close h sender trader 0 true now in
  check! bad_debt closed =? 0 else "reduce an underwater position" in
  let! rest := usub n (exchanged_quote closed) in
  let! added := ddiv rest leverage in
  if added =? 0 then Value (h, closed) else
  let limit := Z.max (limit - magnitude (exchanged_size closed)) 0 in
  let! (h, opened) := increase h sender s rest limit leverage now in
  let! quote := uadd (exchanged_quote closed) (exchanged_quote opened) in
  let! exchanged := sadd (exchanged_size closed) (exchanged_size opened) in
  let! funding := sadd (funding closed) (funding opened) in
  let! realized := sadd (realized closed) (realized opened) in
  let! to_vault := sadd (to_vault closed) (to_vault opened) in
  let bad_debt := bad_debt closed + bad_debt opened in
  Value (h, Result (position_after opened) quote exchanged bad_debt funding realized to_vault 0).
Definition reverse (h : house) (sender trader : account) (s : side) (amount leverage limit : Z) (can_cross : bool)
    (now : block) : outcome (house * result) :=
  let! n := dmul amount leverage in
  let! (old_notional, pnl) := value_position h (positions h trader) spot now in
  if n <? old_notional then reduce h sender trader s n limit can_cross old_notional pnl now
  else close_and_open h sender trader s n leverage limit now.
