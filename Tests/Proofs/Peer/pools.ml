(* One pool behind the line protocol: its observable state, its calls and its views. *)

open Contracts

let integer = Json.of_integer
let count list = Json.of_count (List.length list)

let create setup now name =
  let amm = Json.member name (Json.member "amms" setup) in
  let field name = Json.integer (Json.member name amm) in
  let revision = match Json.text (Json.member "revision" setup) with
    | "v1" -> V1
    | "v2" -> V2
    | other -> raise (Json.Malformed ("no revision " ^ other)) in
  let counter_party = match Json.optional "counterParty" setup with
    | Some account -> Json.text account
    | None -> "clearingHouse" in
  let owner = "owner" in
  let pool =
    Numbers.get
      (create_pool revision (field "quoteAssetReserve") (field "baseAssetReserve") (field "tradeLimitRatio")
         (field "fluctuationLimitRatio") (field "tollRatio") (field "spreadRatio") (field "fundingPeriod") owner
         counter_party now) in
  let configured pool setting = fst (Numbers.get (configure pool owner setting)) in
  let pool = configured pool (Cap (field "maxHoldingBaseAsset", field "openInterestNotionalCap")) in
  let pool = configured pool (SpotPriceTwapInterval (field "spotPriceTwapInterval")) in
  let prices = match Json.member "prices" amm with Json.List prices -> prices | _ -> [] in
  let feed =
    List.fold_left
      (fun feed entry ->
        Numbers.get
          (set_latest_data feed true (Json.integer (Json.member "price" entry))
             (Json.integer (Json.member "timestamp" entry))))
      [] prices in
  Numbers.get (set_open { pool with feed } owner true now)

let state name pool =
  List.map
    (fun (key, value) -> ("amm." ^ name ^ "." ^ key, value))
    [ "quoteAssetReserve", integer pool.quote;
      "baseAssetReserve", integer pool.base;
      "fundingRate", integer pool.funding_rate;
      "fluctuationLimitRatio", integer pool.fluctuation_ratio;
      "tollRatio", integer pool.toll_ratio;
      "spreadRatio", integer pool.spread_ratio;
      "spotPriceTwapInterval", integer pool.twap_interval;
      "nextFundingTime", integer pool.next_funding_time;
      "totalPositionSize", integer pool.total_size;
      "cumulativeNotional", integer pool.cumulative_notional;
      "settlementPrice", integer pool.settlement_price;
      "snapshotCount", count pool.snapshots;
      "liquidityHistoryCount", count pool.curves;
      "maxHoldingBaseAsset", integer pool.max_holding;
      "openInterestNotionalCap", integer pool.interest_cap;
      "baseAssetDeltaThisFundingPeriod", integer pool.base_delta;
      "open", Json.Bool pool.is_open ]

let account = function Some a -> Json.String a | None -> Json.Null
let transferred t = ["previousOwner", account t.previous_owner; "newOwner", account t.new_owner]

let event emitter event =
  let swap d quote base =
    ["dir", Json.String (Numbers.direction_name d); "quoteAssetAmount", integer quote; "baseAssetAmount", integer base] in
  let name, args = match event with
    | ReserveSnapshotted (quote, base, timestamp) ->
      "ReserveSnapshotted",
      ["quoteAssetReserve", integer quote; "baseAssetReserve", integer base; "timestamp", integer timestamp]
    | SwapInput (d, quote, base) -> "SwapInput", swap d quote base
    | SwapOutput (d, quote, base) -> "SwapOutput", swap d quote base
    | FundingRateUpdated (rate, underlying) ->
      "FundingRateUpdated", ["rate", integer rate; "underlyingPrice", integer underlying]
    | LiquidityChanged (quote, base, notional) ->
      "LiquidityChanged",
      ["quoteReserve", integer quote; "baseReserve", integer base; "cumulativeNotional", integer notional]
    | CapChanged (holding, interest) ->
      "CapChanged", ["maxHoldingBaseAsset", integer holding; "openInterestNotionalCap", integer interest]
    | Shutdown price -> "Shutdown", ["settlementPrice", integer price]
    | PriceFeedUpdated feed -> "PriceFeedUpdated", ["priceFeed", Json.String feed]
    | PoolTransferred t -> "OwnershipTransferred", transferred t in
  Json.Object ["emitter", Json.String emitter; "name", Json.String name; "args", Json.Object args]

(* A call about ownership. *)
let ownership_call name args = match name with
  | "setOwner" -> SetOwner (Json.nullable (Json.member "newOwner" args))
  | "updateOwner" -> UpdateOwner
  | _ -> RenounceOwnership

(* A call answers the pool after it, what it returns, and its events. *)
let call pool sender now name args =
  let field name = Json.integer (Json.member name args) and flag name = Json.truth (Json.member name args) in
  let direction () = Numbers.direction (Json.text (Json.member "direction" args)) in
  let named name = Json.nullable (Json.member name args) in
  let flag_of_revision v name = pool.version = v && flag name in
  let returning outcome = let ((pool, value), events) = Numbers.get outcome in (pool, Some (integer value), events) in
  let plain outcome = let (pool, events) = Numbers.get outcome in (pool, None, events) in
  let setter setting = plain (configure pool sender setting) in
  match name with
  | "swapInput" ->
    returning
      (swap_input pool sender (direction ()) (field "quoteAssetAmount") (field "baseAssetAmountLimit")
         (flag_of_revision V2 "canOverFluctuationLimit") now)
  | "swapOutput" ->
    returning
      (swap_output pool sender (direction ()) (field "baseAssetAmount") (field "quoteAssetAmountLimit")
         (flag_of_revision V1 "skipFluctuationCheck") now)
  | "settleFunding" -> returning (settle_funding pool sender now)
  | "migrateLiquidity" when pool.version = V1 ->
    plain (migrate_liquidity pool sender (field "liquidityMultiplier") (field "fluctuationLimitRatio") now)
  | "setOpen" -> (Numbers.get (set_open pool sender (flag "open") now), None, [])
  | "shutdown" -> plain (shutdown pool sender)
  | "setTollRatio" -> setter (TollRatio (field "tollRatio"))
  | "setSpreadRatio" -> setter (SpreadRatio (field "spreadRatio"))
  | "setFluctuationLimitRatio" -> setter (FluctuationLimitRatio (field "fluctuationLimitRatio"))
  | "setSpotPriceTwapInterval" -> setter (SpotPriceTwapInterval (field "interval"))
  | "setCap" -> setter (Cap (field "maxHoldingBaseAsset", field "openInterestNotionalCap"))
  | "setPriceFeed" -> setter (PriceFeed (named "priceFeed"))
  | "setCounterParty" -> setter (CounterParty (named "account"))
  | "setGlobalShutdown" -> setter (GlobalShutdown (named "account"))
  | "setOwner" | "updateOwner" | "renounceOwnership" -> plain (own_pool pool sender (ownership_call name args))
  | other -> raise (Json.Malformed ("no call " ^ other))

let view pool now parts =
  let priced f d amount = integer (Numbers.get (f pool (Numbers.direction d) (Json.number amount) now)) in
  let on_reserves price pool d amount _ = price d amount pool.quote pool.base in
  match parts with
  | ["spotPrice"] -> integer (Numbers.get (spot_price pool))
  | ["twapPrice"; interval] -> integer (Numbers.get (reserve_twap pool (Json.number interval) now))
  | ["underlyingPrice"] -> integer (Numbers.get (index_price pool))
  | ["underlyingTwapPrice"; interval] ->
    integer (Numbers.get (index_average pool (Json.number interval) now))
  | ["inputPrice"; d; amount] -> priced (on_reserves input_price) d amount
  | ["outputPrice"; d; amount] -> priced (on_reserves output_price) d amount
  | ["inputTwap"; d; amount] -> priced input_twap d amount
  | ["outputTwap"; d; amount] -> priced output_twap d amount
  | ["calcFee"; amount] ->
    let (toll, spread) = Numbers.get (calc_fee pool (Json.number amount)) in
    Json.Object ["toll", integer toll; "spread", integer spread]
  | ["isOverFluctuationLimit"; d; amount] ->
    Json.Bool (Numbers.get (is_over_fluctuation_limit pool (Numbers.direction d) (Json.number amount) now))
  | ["isOverSpreadLimit"] -> Json.Bool (Numbers.get (is_over_spread_limit pool))
  | other -> raise (Json.Malformed ("no view " ^ String.concat "." other))
