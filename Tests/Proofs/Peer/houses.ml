(* A clearing house on one of its pools behind the line protocol: its observable state, its calls and its views. *)

open Contracts

let integer = Json.of_integer
let traders = ["alice"; "bob"; "carol"; "dave"; "erin"; "whale"; "keeper"]
let accounts = traders @ ["clearingHouse"; "insuranceFund"; "tollPool"]

let create setup now name =
  let amm = Pools.create setup now name in
  let ratios = Json.member "clearingHouse" setup in
  let ratio name = match Json.optional name ratios with Some value -> Json.integer value | None -> Json.number "0" in
  let given = Json.member "balances" setup in
  let balances account =
    match Json.optional account given with Some value -> Json.integer value | None -> Json.number "0" in
  let providers = match Json.optional "backstop" setup with
    | Some (Json.List accounts) -> List.map Json.text accounts
    | _ -> [] in
  let zero = Json.number "0" in
  { amm;
    positions = (fun _ -> no_position);
    open_interest = zero;
    premium = zero;
    restriction_block = zero;
    balances;
    token_decimals = Json.integer (Json.member "decimals" (Json.member "quoteToken" setup));
    prepaid = zero;
    initial_ratio = ratio "initMarginRatio";
    maintenance_ratio = ratio "maintenanceMarginRatio";
    fee_ratio = ratio "liquidationFeeRatio";
    partial_ratio = ratio "partialLiquidationRatio";
    paused = false;
    house_owner = { owner = Some "owner"; candidate = None };
    whitelisted = (match Json.optional "whitelist" setup with Some (Json.String a) -> Some a | _ -> None);
    is_backstop = (fun account -> List.mem account providers);
    toll_pool = Some "tollPool";
    on_list = true;
    beneficiary = Some "clearingHouse";
    token_known = true;
    token_paused = false;
    allowances = (fun _ -> None);
    events = [] }

(* What the pools of one house share: a call on one of them leaves it so for all. *)
let sharing called other =
  { other with
    balances = called.balances;
    prepaid = called.prepaid;
    maintenance_ratio = called.maintenance_ratio;
    fee_ratio = called.fee_ratio;
    partial_ratio = called.partial_ratio;
    paused = called.paused;
    whitelisted = called.whitelisted;
    is_backstop = called.is_backstop;
    house_owner = called.house_owner;
    toll_pool = called.toll_pool;
    beneficiary = called.beneficiary;
    token_known = called.token_known;
    token_paused = called.token_paused;
    allowances = called.allowances }

let position_state name house trader =
  let p = house.positions trader in
  List.map
    (fun (key, value) -> ("position." ^ name ^ "." ^ trader ^ "." ^ key, integer value))
    [ "size", p.size;
      "margin", p.margin;
      "openNotional", p.open_notional;
      "lastUpdatedCumulativePremiumFraction", p.last_premium;
      "liquidityHistoryIndex", p.curve_index;
      "blockNumber", p.last_block ]

(* The state of the house on one pool. *)
let market_state name house =
  [ "clearingHouse." ^ name ^ ".openInterestNotional", integer house.open_interest;
    "clearingHouse." ^ name ^ ".cumulativePremiumFraction", integer house.premium;
    "clearingHouse." ^ name ^ ".lastRestrictionBlock", integer house.restriction_block ]
  @ List.concat_map (position_state name house) traders

(* The state that all pools share. *)
let shared_state house =
  [ "clearingHouse.prepaidBadDebt", integer house.prepaid;
    "clearingHouse.paused", Json.Bool house.paused;
    "clearingHouse.initMarginRatio", integer house.initial_ratio;
    "clearingHouse.maintenanceMarginRatio", integer house.maintenance_ratio;
    "clearingHouse.liquidationFeeRatio", integer house.fee_ratio ]
  @ (if house.amm.version = V2 then ["clearingHouse.partialLiquidationRatio", integer house.partial_ratio] else [])
  @ List.map (fun account -> ("balance." ^ account, integer (house.balances account))) accounts

let event name e =
  let house name args = ("clearingHouse", name, args) in
  let fund name args = ("insuranceFund", name, args) and token name args = ("quoteToken", name, args) in
  let account a = Json.String a in
  let (emitter, event, args) = match e with
    | FromPool _ -> assert false
    | Withdrawn (withdrawer, amount) -> fund "Withdrawn" ["withdrawer", account withdrawer; "amount", integer amount]
    | AmmAdded -> fund "AmmAdded" ["amm", account name]
    | AmmRemoved -> fund "AmmRemoved" ["amm", account name]
    | TokenRemoved -> fund "TokenRemoved" ["tokenAddress", account "quoteToken"]
    | TokenPaused sender -> token "Paused" ["account", account sender]
    | TokenUnpaused sender -> token "Unpaused" ["account", account sender]
    | HouseTransferred t -> house "OwnershipTransferred" (Pools.transferred t)
    | PositionChanged
        (trader, margin, quote, exchanged, fee, size, realized, unrealized, debt, penalty, price, funding) ->
      house "PositionChanged"
        [ "trader", account trader; "amm", account name; "margin", integer margin; "positionNotional", integer quote;
          "exchangedPositionSize", integer exchanged; "fee", integer fee; "positionSizeAfter", integer size;
          "realizedPnl", integer realized; "unrealizedPnlAfter", integer unrealized; "badDebt", integer debt;
          "liquidationPenalty", integer penalty; "spotPrice", integer price; "fundingPayment", integer funding ]
    | MarginChanged (sender, amount, funding) ->
      house "MarginChanged"
        ["sender", account sender; "amm", account name; "amount", integer amount; "fundingPayment", integer funding]
    | PositionLiquidated (trader, quote, size, fee, liquidator, debt) ->
      house "PositionLiquidated"
        [ "trader", account trader; "amm", account name; "positionNotional", integer quote;
          "positionSize", integer size; "liquidationFee", integer fee; "liquidator", account liquidator;
          "badDebt", integer debt ]
    | RestrictionModeEntered block ->
      house "RestrictionModeEntered" ["amm", account name; "blockNumber", integer block]
    | PositionSettled (trader, value) ->
      house "PositionSettled" ["amm", account name; "trader", account trader; "valueTransferred", integer value]
    | PositionAdjusted (trader, size, old_index, new_index) ->
      house "PositionAdjusted"
        [ "amm", account name; "trader", account trader; "newPositionSize", integer size;
          "oldLiquidityIndex", integer old_index; "newLiquidityIndex", integer new_index ]
    | MarginRatioChanged ratio -> house "MarginRatioChanged" ["marginRatio", integer ratio]
    | LiquidationFeeRatioChanged ratio -> house "LiquidationFeeRatioChanged" ["liquidationFeeRatio", integer ratio]
    | BackstopChanged (provider, is_provider) ->
      house "BackstopLiquidityProviderChanged" ["account", account provider; "isProvider", Json.Bool is_provider]
    | Paused sender -> house "Paused" ["account", account sender]
    | Unpaused sender -> house "Unpaused" ["account", account sender] in
  Json.Object ["emitter", Json.String emitter; "name", Json.String event; "args", Json.Object args]

let logged name house =
  List.rev_map (function FromPool e -> Pools.event name e | e -> event name e) house.events

(* A call answers the house after it, and what it returns. *)
let rec call house sender now name args =
  let field name = Json.integer (Json.member name args) and account name = Json.text (Json.member name args) in
  let side () = match Json.text (Json.member "side" args) with
    | "buy" -> Buy
    | "sell" -> Sell
    | other -> raise (Json.Malformed ("no side " ^ other)) in
  let plain outcome = (Numbers.get outcome, None) in
  let setting s = plain (configure_house house sender s) in
  let named name = Json.nullable (Json.member name args) in
  let only revision act = if house.amm.version = revision then act () else plain (Revert "") in
  match name with
  | "openPosition" ->
    plain
      (open_position house sender (side ()) (field "quoteAssetAmount") (field "leverage")
         (field "baseAssetAmountLimit") now)
  | "openPositionWithReferral" -> only V2 (fun () -> call house sender now "openPosition" args)
  | "closePositionWithReferral" -> only V2 (fun () -> call house sender now "closePosition" args)
  | "closePosition" -> plain (close_position house sender (field "quoteAssetAmountLimit") now)
  | "addMargin" -> plain (add_margin house sender (field "addedMargin"))
  | "removeMargin" -> plain (remove_margin house sender (field "removedMargin") now)
  | "liquidate" -> (fst (Numbers.get (liquidate house sender (account "trader") now)), None)
  | "liquidateWithSlippage" ->
    let (after, (quote, partial)) =
      Numbers.get (liquidate_with_slippage house sender (account "trader") (field "quoteAssetAmountLimit") now) in
    (after, Some (Json.Object ["quoteAssetAmount", integer quote; "isPartialClose", Json.Bool partial]))
  | "payFunding" -> plain (pay_funding house now)
  | "settlePosition" -> plain (settle_position house sender now)
  | "adjustPosition" -> plain (adjust_position house sender)
  | "setMaintenanceMarginRatio" -> setting (SetMaintenance (field "maintenanceMarginRatio"))
  | "setLiquidationFeeRatio" -> setting (SetLiquidationFee (field "liquidationFeeRatio"))
  | "setPartialLiquidationRatio" -> setting (SetPartialLiquidation (field "partialLiquidationRatio"))
  | "setBackstopLiquidityProvider" ->
    setting (SetBackstop (account "account", Json.truth (Json.member "isProvider" args)))
  | "setWhitelist" ->
    setting (SetWhitelist (named "account"))
  | "setTollPool" -> only V2 (fun () -> setting (SetTollPool (named "account")))
  | "setFeePool" -> only V1 (fun () -> setting (SetTollPool (named "account")))
  | "setOwner" | "updateOwner" | "renounceOwnership" -> plain (own_house house sender (Pools.ownership_call name args))
  | "pause" -> setting (SetPaused true)
  | "unpause" -> setting (SetPaused false)
  | other -> raise (Json.Malformed ("no call " ^ other))

(* What the insurance fund and the token are called themselves. *)
let fund_call house sender name args =
  Numbers.get
    (match name with
     | "addAmm" -> configure_fund house sender AddAmm
     | "removeAmm" -> configure_fund house sender RemoveAmm
     | "setBeneficiary" -> configure_fund house sender (SetBeneficiary (Json.nullable (Json.member "account" args)))
     | "removeToken" -> configure_fund house sender RemoveToken
     | "withdraw" -> fund_pays house sender (Json.integer (Json.member "amount" args))
     | other -> raise (Json.Malformed ("no call " ^ other)))

let token_call house sender name args =
  let named name = Json.nullable (Json.member name args) and amount () = Json.integer (Json.member "amount" args) in
  Numbers.get
    (token_called house sender
       (match name with
        | "transfer" -> Transfer (named "to", amount ())
        | "approve" -> Approve (named "spender", amount ())
        | "pause" -> PauseToken true
        | "unpause" -> PauseToken false
        | other -> raise (Json.Malformed ("no call " ^ other))))

(* Views show the adjusted position. *)
let view house now trader what =
  let stored = house.positions trader in
  let p = if house.amm.version = V1 then Numbers.get (adjusted_position house stored) else stored in
  let valued by =
    let (notional, pnl) = Numbers.get (value_position house p by now) in
    Json.Object ["notional", integer notional; "unrealizedPnl", integer pnl] in
  match what with
  | "marginRatio" -> integer (Numbers.get (margin_ratio house p now))
  | "spot" -> valued Spot
  | "twap" -> valued Twap
  | "oracle" -> valued Oracle
  | "marginWithFunding" -> integer (Numbers.get (margin_with_funding house p))
  | "freeCollateral" ->
    let margin = Numbers.get (margin_with_funding house p) in
    integer (Numbers.get (free_collateral house p margin now))
  | other -> raise (Json.Malformed ("no view " ^ other))
