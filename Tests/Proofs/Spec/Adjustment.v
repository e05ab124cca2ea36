(** Carrying a position to the newest curve, revision v1. *)

From VAMM Require Export Spec.Trades.

Definition curve_at (h : house) (index : Z) : curve :=
  nth (Z.to_nat (latest_index h - index)) (curves (amm h)) (Curve 0 0 0 0).

(* SPEC C22 *)
Definition adjusted_position (h : house) (p : position) : outcome position :=
  if curve_index p =? latest_index h then Value p else
  if size p =? 0 then Value (p <| curve_index := latest_index h |>) else
  let old := curve_at h (curve_index p) in
  let! delta := ssub (cumulative_notional (amm h)) (curve_notional old) in
  let d := if 0 <? delta then add else remove in
  let! w := input_price d (magnitude delta) (curve_quote old) (curve_base old) in
  let! q := madd delta (curve_quote old) in
  let! b := moved (opposite d) (curve_base old) w in
  let! s := adjusted_size (size p) (magnitude q) b (quote (amm h)) (base (amm h)) in
  Value (p <| size := s |> <| curve_index := latest_index h |>).
Definition adjust_and_store (h : house) (trader : account) : outcome house :=
  let p := positions h trader in
  let! p' := adjusted_position h p in
  if (size p =? 0) || (curve_index p =? latest_index h) then Value h
  else Value (emit (PositionAdjusted trader (size p') (latest_index h) (latest_index h)) (store trader p' h)).
(** In v1 calls begin with it, in v2 there is none. *)
Definition adjust_in_v1 (h : house) (trader : account) : outcome house :=
  if in_v1 h then adjust_and_store h trader else Value h.
Definition adjust_position (h : house) (sender : account) : outcome house :=
  if in_v1 h then adjust_and_store h sender else Revert "".
