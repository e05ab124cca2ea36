(** What else a pool does: funding, fees, views, and the calls of its owner. *)

From VAMM Require Export Spec.Swaps.

(** The index, from the account that is named for it (SPEC P15). *)
Definition asked (p : pool) (answer : outcome Z) : outcome Z :=
  if String.eqb (price_feed p) oracle_contract then answer else Revert "".
Definition index_price (p : pool) : outcome Z := asked p (oracle_price (feed p)).
Definition index_average (p : pool) (interval : Z) (now : block) : outcome Z :=
  asked p (oracle_average (feed p) interval (timestamp now)).

(* SPEC P10 *)
Definition premium_fraction (p : pool) (underlying : Z) (now : block) : outcome Z :=
  let! market := reserve_twap p (twap_interval p) now in
  let! market := signed market in
  let! index := signed underlying in
  let! premium := ssub market index in
  let! product := mmul_scalar premium (funding_period p) in
  mdiv_scalar product 86400.
Definition settle_funding (p : pool) (sender : account) (now : block) : outcome (pool * Z * list pool_event) :=
  let! _ := require_counter_party p sender in
  check! next_funding_time p <=? timestamp now else "settle funding too early" in
  let! underlying := index_average p (twap_interval p) now in
  let! fraction := premium_fraction p underlying now in
  let! rate := mdiv fraction underlying in
  let! soonest := uadd (timestamp now) (funding_buffer p) in
  let! due := uadd (next_funding_time p) (funding_period p) in
  let next := Z.max (due / 3600 * 3600) soonest in
  Value (p <| funding_rate := rate |> <| next_funding_time := next |> <| base_delta := 0 |>, fraction,
         [FundingRateUpdated rate underlying]).

(* SPEC P11 *)
Definition calc_fee (p : pool) (q : Z) : outcome (Z * Z) :=
  if q =? 0 then Value (0, 0) else
  let! toll := dmul q (toll_ratio p) in
  let! spread := dmul q (spread_ratio p) in
  Value (toll, spread).

(* SPEC P12 *)
Definition is_over_fluctuation_limit (p : pool) (d : direction) (b : Z) (now : block) : outcome bool :=
  if fluctuation_ratio p =? 0 then Value false else
  let! band := band_of p (fluctuation_ratio p) now in
  let! q := output_price d b (quote p) (base p) in
  let! after := price_after p (Trade (opposite d) q b) in
  Value (negb (in_band band after)).

(* SPEC P13 *)
Definition is_over_spread_limit (p : pool) : outcome bool :=
  let! index := index_price p in
  check! 0 <? index else "underlying price is 0" in
  let! market := spot_price p in
  let! market := signed market in
  let! index := signed index in
  let! difference := ssub market index in
  let! share := sddiv difference index in
  Value (ONE / 10 <=? magnitude share).

(* SPEC P14 *)
Definition set_open (p : pool) (sender : account) (open : bool) (now : block) : outcome pool :=
  let! _ := require_owner (pool_owner p) sender in
  if Bool.eqb (is_open p) open then Value p else
  if open then
    let! due := uadd (timestamp now) (funding_period p) in
    Value (p <| is_open := true |> <| next_funding_time := due / 3600 * 3600 |>)
  else Value (p <| is_open := false |>).

(* SPEC P15 *)
Inductive setting : Set :=
| TollRatio (ratio : Z)
| SpreadRatio (ratio : Z)
| FluctuationLimitRatio (ratio : Z)
| SpotPriceTwapInterval (interval : Z)
| Cap (max_holding interest_cap : Z)
| PriceFeed (a : option account)
| CounterParty (a : option account)
| GlobalShutdown (a : option account).
Definition is_of_revision (s : setting) (r : revision) : bool :=
  match s with PriceFeed _ => negb (is_v1 r) | _ => true end.
Definition configure (p : pool) (sender : account) (s : setting) : outcome (pool * list pool_event) :=
  check! is_of_revision s (version p) else "" in
  let! _ := require_owner (pool_owner p) sender in
  match s with
  | TollRatio ratio => Value (p <| toll_ratio := ratio |>, [])
  | SpreadRatio ratio => Value (p <| spread_ratio := ratio |>, [])
  | FluctuationLimitRatio ratio => Value (p <| fluctuation_ratio := ratio |>, [])
  | SpotPriceTwapInterval interval =>
      check! negb (interval =? 0) else "can not set interval to 0" in Value (p <| twap_interval := interval |>, [])
  | Cap holding interest =>
      Value (p <| max_holding := holding |> <| interest_cap := interest |>, [CapChanged holding interest])
  | PriceFeed None => Revert "invalid PriceFeed address"
  | PriceFeed (Some a) => Value (p <| price_feed := a |>, [PriceFeedUpdated a])
  | CounterParty a => Value (p <| counter_party := a |>, [])
  | GlobalShutdown a => Value (p <| global_shutdown := a |>, [])
  end.
Definition own_pool (p : pool) (sender : account) (call : ownership_call) : outcome (pool * list pool_event) :=
  let! (o, events) := own (pool_owner p) sender call in
  Value (p <| pool_owner := o |>, map PoolTransferred events).

(* SPEC P17 *)
Definition shutdown (p : pool) (sender : account) : outcome (pool * list pool_event) :=
  check! is_account (owner (pool_owner p)) sender || is_account (global_shutdown p) sender
    else "not owner nor globalShutdown" in
  let latest := hd (Curve 0 0 0 0) (curves p) in
  let! K := dmul (curve_base latest) (curve_quote latest) in
  let! b := madd (curve_size latest) (curve_base latest) in
  let! K := signed K in
  let! q := sddiv K b in
  let! notional := msub q (quote p) in
  let! price :=
    if 100 <? magnitude (total_size p) then ddiv (magnitude notional) (magnitude (total_size p))
    else Value (settlement_price p) in
  Value (p <| settlement_price := price |> <| is_open := false |>, [Shutdown price]).
