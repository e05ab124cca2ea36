(** How a swap moves the reserves. *)

From VAMM Require Export Spec.Pool.

(** What a pool emits. *)
Inductive pool_event : Set :=
| ReserveSnapshotted (quote base timestamp : Z)
| SwapInput (d : direction) (quote base : Z)
| SwapOutput (d : direction) (quote base : Z)
| FundingRateUpdated (rate underlying : Z)
| LiquidityChanged (quote base notional : Z)
| CapChanged (max_holding interest_cap : Z)
| Shutdown (settlement_price : Z)
| PriceFeedUpdated (price_feed : account)
| PoolTransferred (t : transferred).

(** A priced trade: quote q moves in direction d, base b the other way. *)
Record trade := Trade { quote_direction : direction; traded_quote : Z; traded_base : Z }.

(** The price after a trade. *)
Definition price_after (p : pool) (t : trade) : outcome Z :=
  let! quote := moved (quote_direction t) (quote p) (traded_quote t) in
  let! base := moved (opposite (quote_direction t)) (base p) (traded_base t) in
  ddiv quote base.

(* SPEC P8 *)
Definition record_reserves (p : pool) (now : block) : pool :=
  match snapshots p with
  | latest :: before =>
      if snapshot_block latest =? block_number now then
        p <| snapshots := Snapshot (quote p) (base p) (snapshot_time latest) (snapshot_block latest) :: before |>
      else
        p <| snapshots := Snapshot (quote p) (base p) (timestamp now) (block_number now) :: latest :: before |>
  | [] => p <| snapshots := [Snapshot (quote p) (base p) (timestamp now) (block_number now)] |>
  end.
Definition reserve_event (p : pool) (now : block) : pool_event :=
  ReserveSnapshotted (quote p) (base p) (timestamp now).

(* SPEC P7 *)
Definition check_band (p : pool) (t : trade) (may_cross : bool) (now : block) : outcome unit :=
  if fluctuation_ratio p =? 0 then Value tt else
  let! band := band_of p (fluctuation_ratio p) now in
  let! price := spot_price p in
  check! in_band band price else "price is already over fluctuation limit" in
  if may_cross then Value tt else
  let! after := price_after p t in
  require (in_band band after) "price is over fluctuation limit".
Definition move_reserves (p : pool) (t : trade) : outcome pool :=
  let (d, q, b) := t in
  let! quote := moved d (quote p) q in
  let! base := moved (opposite d) (base p) b in
  let! delta := match d with add => msub (base_delta p) b | remove => madd (base_delta p) b end in
  let! size := match d with add => madd (total_size p) b | remove => msub (total_size p) b end in
  let! notional := match d with
    | add => madd (cumulative_notional p) q
    | remove => msub (cumulative_notional p) q
    end in
  Value (p <| Pool.quote := quote |> <| Pool.base := base |> <| base_delta := delta |> <| total_size := size |>
           <| cumulative_notional := notional |>).

(** How a swap meets the band: in v2 it may cross once or not; in v1 the check may be left out. *)
Inductive band_rule : Set := must_stay | may_cross_once | unchecked.

(* SPEC P19 *)
Definition leaves_latest_band (p : pool) (t : trade) : outcome bool :=
  let! after := price_after p t in
  let! band := band_around (latest_snapshot p) (fluctuation_ratio p) in
  Value (negb (in_band band after)).
Definition require_price_in_band (p : pool) (quote base ratio : Z) (now : block) : outcome unit :=
  if ratio =? 0 then Value tt else
  let! price := ddiv quote base in
  let! band := band_of p ratio now in
  require (in_band band price) "price is over fluctuation limit".

Definition update_reserves (p : pool) (t : trade) (rule : band_rule) (now : block) : outcome pool :=
  match version p with
  | v2 =>
      let! _ := check_band p t (match rule with may_cross_once => true | _ => false end) now in
      let! after := move_reserves p t in
      Value (record_reserves after now)
  | v1 =>
      let! after := move_reserves p t in
      let! _ := match rule with
        | unchecked => Value tt
        | _ => require_price_in_band p (quote after) (base after) (fluctuation_ratio p) now
        end in
      Value (record_reserves after now)
  end.
