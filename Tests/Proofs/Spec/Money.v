(** What moves tokens. Every payment goes through [transfer]. *)

From VAMM Require Export Spec.House.

(** A payment is taken from a trader, who allows it, or sent by the vault or the fund. *)
Inductive payment : Set := from_trader | from_house.
Definition failure_of (kind : payment) : string :=
  match kind with
  | from_trader => "DecimalERC20: transferFrom failed"
  | from_house => "DecimalERC20: transfer failed"
  end.

(** What moves, whoever may move it. *)
Definition move_units (h : house) (payer payee : account) (u : Z) : house :=
  let paid := update (balances h) payer (balances h payer - u) in
  h <| balances := update paid payee (paid payee + u) |>.
Definition allows (h : house) (payer : account) (u : Z) : bool :=
  match allowances h payer with Some most => u <=? most | None => true end.
Definition spend_allowance (h : house) (payer : account) (u : Z) : house :=
  h <| allowances := update (allowances h) payer (option_map (fun most => most - u) (allowances h payer)) |>.
Definition taken_or_sent (h : house) (payer payee : account) (u : Z) (kind : payment) : outcome house :=
  check! negb (token_paused h) else failure_of kind in
  check! match kind with from_trader => allows h payer u | from_house => true end else failure_of kind in
  check! u <=? balances h payer else failure_of kind in
  let h := match kind with from_trader => spend_allowance h payer u | from_house => h end in
  Value (move_units h payer payee u).
Definition balance_in_decimals (h : house) (a : account) : outcome Z := decimal (token_decimals h) (balances h a).

(* SPEC M1 *)
Definition transfer (h : house) (payer payee : account) (x : Z) (kind : payment) : outcome house :=
  let! before := balance_in_decimals h payee in
  let! u := units (token_decimals h) x in
  let! h := taken_or_sent h payer payee u kind in
  let! moved := decimal (token_decimals h) u in
  let! expected := uadd before moved in
  let! after := balance_in_decimals h payee in
  check! after =? expected else "DecimalERC20: balance inconsistent" in
  Value h.

(* SPEC M3 *)
Definition fund_pays (h : house) (sender : account) (x : Z) : outcome house :=
  check! is_account (beneficiary h) sender else "caller is not beneficiary" in
  check! token_known h else "Asset is not supported" in
  let! there := balance_in_decimals h fund in
  check! x <=? there else "Fund not enough" in
  let! h := transfer h fund sender x from_house in
  Value (emit (Withdrawn sender x) h).
Definition withdraw_from_fund (h : house) (x : Z) : outcome house := fund_pays h vault x.

(* SPEC M2 *)
Definition withdraw (h : house) (payee : account) (x : Z) : outcome house :=
  let! there := balance_in_decimals h vault in
  let! h :=
    if there <? x then
      let! shortage := usub x there in
      let! prepaid' := uadd (prepaid h) shortage in
      withdraw_from_fund (h <| prepaid := prepaid' |>) shortage
    else Value h in
  transfer h vault payee x from_house.

(* SPEC M4 *)
Definition pay_to_fund (h : house) (x : Z) : outcome house :=
  let! there := balance_in_decimals h vault in
  transfer h vault fund (Z.min x there) from_house.

(* SPEC M5 *)
Definition realize_bad_debt (h : house) (x : Z) : outcome house :=
  if x <? prepaid h then Value (h <| prepaid := prepaid h - x |>)
  else withdraw_from_fund (h <| prepaid := 0 |>) (x - prepaid h).

(** In v1 the toll pool is told of a toll, which only its contract can hear. *)
Definition tell_of_toll (h : house) (pool : account) : outcome unit :=
  require (negb (in_v1 h) || String.eqb pool toll_pool_contract) "".

(* SPEC M6 *)
Definition pay_fees (h : house) (trader : account) (exchanged_quote : Z) : outcome (house * Z) :=
  let! (toll, spread) := calc_fee (amm h) exchanged_quote in
  let! fee := uadd toll spread in
  let! h := if spread =? 0 then Value h else transfer h trader fund spread from_trader in
  let! h :=
    if toll =? 0 then Value h else
    match toll_pool h with
    | None => Revert (if in_v1 h then "Invalid FeePool" else "Invalid feePool")
    | Some pool =>
        let! h := transfer h trader pool toll from_trader in
        let! _ := tell_of_toll h pool in Value h
    end in
  Value (h, fee).
