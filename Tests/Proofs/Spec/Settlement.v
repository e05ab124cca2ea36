(** Funding payments, settlement, and what the owner of the clearing house sets. *)

From VAMM Require Export Spec.Liquidation.

(* SPEC C19 *)
Definition pay_funding (h : house) (now : block) : outcome house :=
  let! _ := require_pool_open h in
  let delta := base_delta (amm h) in
  let! (p, fraction, logged) := settle_funding (amm h) vault now in
  let! premium' := sadd (premium h) fraction in
  let h := emit_all logged (h <| amm := p |> <| premium := premium' |>) in
  if in_v1 h then
    let! loss := sdmul fraction delta in
    if 0 <? loss then withdraw_from_fund h (magnitude loss) else pay_to_fund h (magnitude loss)
  else
    let! profit := sdmul fraction (total_size p) in
    if profit <? 0 then withdraw_from_fund h (magnitude profit) else pay_to_fund h (magnitude profit).

(* SPEC C20 *)
Definition settlement_value (price : Z) (p : position) : outcome Z :=
  if price =? 0 then Value (margin p) else
  let! price := signed price in
  let! entry := ddiv (open_notional p) (magnitude (size p)) in
  let! gain := msub price entry in
  let! gain := sdmul (size p) gain in
  let! v := madd gain (margin p) in
  Value (Z.max v 0).
Definition settle_position (h : house) (sender : account) (now : block) : outcome house :=
  let! _ := require_pool_closed h in
  let! p := if in_v1 h then adjusted_position h (positions h sender) else Value (positions h sender) in
  check! negb (size p =? 0) else "positionSize is 0" in
  let! v := settlement_value (settlement_price (amm h)) p in
  let! h := transfer (store sender (cleared now) h) vault sender v from_house in
  Value (emit (PositionSettled sender v) h).

Inductive house_setting : Set :=
| SetMaintenance (ratio : Z)
| SetLiquidationFee (ratio : Z)
| SetPartialLiquidation (ratio : Z)
| SetWhitelist (a : option account)
| SetBackstop (a : account) (is_provider : bool)
| SetTollPool (a : option account)
| SetPaused (paused : bool).

Definition is_setting_of (s : house_setting) (r : revision) : bool :=
  match s with SetPartialLiquidation _ | SetBackstop _ _ => negb (is_v1 r) | _ => true end.

(* SPEC C21 *)
Definition configure_house (h : house) (sender : account) (s : house_setting) : outcome house :=
  check! is_setting_of s (version (amm h)) else "" in
  let! _ := require_owner (house_owner h) sender in
  match s with
  | SetMaintenance ratio => Value (emit (MarginRatioChanged ratio) (h <| maintenance_ratio := ratio |>))
  | SetLiquidationFee ratio => Value (emit (LiquidationFeeRatioChanged ratio) (h <| fee_ratio := ratio |>))
  | SetPartialLiquidation ratio =>
      check! ratio <=? ONE else "invalid partial liquidation ratio" in Value (h <| partial_ratio := ratio |>)
  | SetWhitelist a => Value (h <| whitelisted := a |>)
  | SetBackstop a is_provider =>
      Value (emit (BackstopChanged a is_provider) (h <| is_backstop := update (is_backstop h) a is_provider |>))
  | SetTollPool a => Value (h <| toll_pool := a |>)
  | SetPaused true =>
      check! negb (paused h) else "Pausable: paused" in Value (emit (Paused sender) (h <| paused := true |>))
  | SetPaused false =>
      check! paused h else "Pausable: not paused" in Value (emit (Unpaused sender) (h <| paused := false |>))
  end.
Definition own_house (h : house) (sender : account) (call : ownership_call) : outcome house :=
  let! (o, events) := own (house_owner h) sender call in
  Value (fold_left (fun h t => emit (HouseTransferred t) h) events (h <| house_owner := o |>)).
