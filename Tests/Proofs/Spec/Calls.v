(** The calls that a trader makes. *)

From VAMM Require Export Spec.Adjustment.

Definition position_changed (h : house) (trader : account) (r : result) (p : position) (fee unrealized penalty : Z)
    : outcome house :=
  let! price := spot_price (amm h) in
  Value (emit (PositionChanged trader (margin p) (exchanged_quote r) (exchanged_size r) fee (size p) (realized r)
                 unrealized (bad_debt r) penalty price (funding r)) h).

(** Margin paid in by the trader, or out to it. *)
Definition settle_margin (h : house) (trader : account) (to_vault : Z) : outcome house :=
  if 0 <? to_vault then transfer h trader vault to_vault from_trader
  else if to_vault <? 0 then withdraw h trader (magnitude to_vault)
  else Value h.

(* SPEC C10 *)
Definition check_leverage (h : house) (leverage : Z) : outcome unit :=
  check! negb (leverage =? 0) else "input is 0" in
  let! ratio := mdiv ONE leverage in
  require_ratio_at_least ratio (initial_ratio h).
Definition open_or_reverse (h : house) (sender : account) (s : side) (amount leverage limit : Z) (now : block)
    : outcome (house * result) :=
  let old := size (positions h sender) in
  if (old =? 0) || match s with buy => 0 <? old | sell => old <? 0 end then
    let! n := dmul amount leverage in increase h sender s n limit leverage now
  else reverse h sender sender s amount leverage limit false now.
Definition open_position (h : house) (sender : account) (s : side) (amount leverage limit : Z) (now : block)
    : outcome house :=
  let! _ := require_not_paused h in
  let! _ := require_pool_open h in
  let! _ := require_amount h amount in
  let! _ := check_leverage h leverage in
  let! _ := require_one_action h sender now in
  let! h := adjust_in_v1 h sender in
  let old := positions h sender in
  let! _ :=
    if in_v1 h && negb (size old =? 0) then
      let! ratio := margin_ratio h old now in require_ratio_at_least ratio (maintenance_ratio h)
    else Value tt in
  let! (h, r) := open_or_reverse h sender s amount leverage limit now in
  let h := store sender (position_after r) h in
  let! h :=
    if in_v1 h then Value (if bad_debt r =? 0 then h else enter_restriction h now) else
    let! _ :=
      if negb (size old =? 0) && negb (size (position_after r) =? 0) then
        let! ratio := margin_ratio h (position_after r) now in require_ratio_at_least ratio (maintenance_ratio h)
      else Value tt in
    check! bad_debt r =? 0 else "bad debt" in Value h in
  let! h := settle_margin h sender (to_vault r) in
  let! (h, fee) := pay_fees h sender (exchanged_quote r) in
  position_changed h sender r (position_after r) fee (unrealized_after r) 0.

(** What of a position is traded in a partial close or liquidation, as quote. *)
Definition partial_quote (h : house) (p : position) : outcome Z :=
  let! part := mmul (size p) (partial_ratio h) in
  output_price (closing (size p)) (magnitude part) (quote (amm h)) (base (amm h)).

(* SPEC C14 *)
Definition close_whole_or_part (h : house) (sender : account) (limit : Z) (now : block)
    : outcome (house * result) :=
  let p := positions h sender in
  if in_v1 h then close h sender sender limit true now else
  let! leaves := is_over_fluctuation_limit (amm h) (closing (size p)) (magnitude (size p)) now in
  if leaves && (partial_ratio h <? ONE) then
    let! q := partial_quote h p in
    let! (h, r) := reverse h sender sender (against (size p)) q ONE 0 true now in
    Value (store sender (position_after r) h, r)
  else close h sender sender limit true now.
Definition close_position (h : house) (sender : account) (limit : Z) (now : block) : outcome house :=
  let! _ := require_not_paused h in
  let! _ := require_pool_open h in
  let! _ := require_one_action h sender now in
  let! h := adjust_in_v1 h sender in
  let! (h, r) := close_whole_or_part h sender limit now in
  let! h :=
    if bad_debt r =? 0 then Value h else
    if in_v1 h then realize_bad_debt (enter_restriction h now) (bad_debt r) else Revert "bad debt" in
  let! h := withdraw h sender (magnitude (to_vault r)) in
  let! (h, fee) := pay_fees h sender (exchanged_quote r) in
  position_changed h sender r (position_after r) fee (unrealized_after r) 0.

(* SPEC C15 *)
Definition add_margin (h : house) (sender : account) (added : Z) : outcome house :=
  let! _ := require_not_paused h in
  let! _ := require_pool_open h in
  let! _ := require_amount h added in
  let! h := adjust_in_v1 h sender in
  let p := positions h sender in
  let! m := uadd (margin p) added in
  let! h := transfer (store sender (p <| margin := m |>) h) sender vault added from_trader in
  Value (emit (MarginChanged sender (as_signed added) 0) h).

(* SPEC C16 *)
Definition remove_margin (h : house) (sender : account) (removed : Z) (now : block) : outcome house :=
  let! _ := require_not_paused h in
  let! _ := require_pool_open h in
  let! _ := require_amount h removed in
  let! h := adjust_in_v1 h sender in
  let p := positions h sender in
  let! taken := signed removed in
  let! taken := negated taken in
  let! (remains, debt, f) := remaining_margin h p taken in
  check! debt =? 0 else "margin is not enough" in
  let! _ :=
    if in_v1 h then Value tt else
    let! free := free_collateral h p remains now in
    require (0 <=? free) "free collateral is not enough" in
  let p' := p <| margin := remains |> <| last_premium := premium h |> in
  let h := store sender p' h in
  let! _ :=
    if in_v1 h then
      let! ratio := margin_ratio h p' now in require_ratio_at_least ratio (initial_ratio h)
    else Value tt in
  let! h := withdraw h sender removed in
  Value (emit (MarginChanged sender taken f) h).
