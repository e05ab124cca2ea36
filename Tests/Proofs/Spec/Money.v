(** What moves tokens. Every payment goes through [transfer]. *)

From VAMM Require Export Spec.House.

Definition from_trader : string := "DecimalERC20: transferFrom failed".
Definition from_house : string := "DecimalERC20: transfer failed".

(* SPEC M1 *)
Definition transfer (h : house) (payer payee : account) (x : Z) (text : string) : outcome house :=
  let! u := units (token_decimals h) x in
  check! u <=? balances h payer else text in
  let paid := update (balances h) payer (balances h payer - u) in
  Value (h <| balances := update paid payee (paid payee + u) |>).
Definition balance_in_decimals (h : house) (a : account) : outcome Z := decimal (token_decimals h) (balances h a).

(* SPEC M3 *)
Definition withdraw_from_fund (h : house) (x : Z) : outcome house :=
  let! there := balance_in_decimals h fund in
  check! x <=? there else "Fund not enough" in
  let! h := transfer h fund vault x from_house in
  Value (emit (Withdrawn x) h).

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

(* SPEC M6 *)
Definition pay_fees (h : house) (trader : account) (exchanged_quote : Z) : outcome (house * Z) :=
  let! (toll, spread) := calc_fee (amm h) exchanged_quote in
  let! fee := uadd toll spread in
  let! h := if spread =? 0 then Value h else transfer h trader fund spread from_trader in
  let! h :=
    if toll =? 0 then Value h else
    match toll_pool h with
    | None => Revert (if in_v1 h then "Invalid FeePool" else "Invalid feePool")
    | Some pool => transfer h trader pool toll from_trader
    end in
  Value (h, fee).
