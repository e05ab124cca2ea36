(* Questions of the kinds math and quote. *)

open Contracts

(* A failure ends an answer. *)
exception Failed of Json.t

let failure = function
  | Value _ -> None
  | Revert text -> Some (Json.Object ["revert", Json.String text])
  | Invalid -> Some (Json.Object ["invalid", Json.Bool true])

let get outcome =
  match outcome with
  | Value a -> a
  | Revert _ | Invalid -> raise (Failed (Option.get (failure outcome)))

let binary = [
  "uint256.add", uadd; "uint256.sub", usub; "uint256.mul", umul; "uint256.div", udiv; "uint256.mod", umod;
  "int256.add", sadd; "int256.sub", ssub; "int256.mul", smul; "int256.div", sdiv;
  "decimal.add", uadd; "decimal.sub", usub; "decimal.mul", dmul; "decimal.div", ddiv; "decimal.mod", dmod;
  "decimal.mulScalar", umul; "decimal.divScalar", udiv; "decimal.cmp", (fun x y -> Value (cmp x y));
  "signedDecimal.add", sadd; "signedDecimal.sub", ssub; "signedDecimal.mul", sdmul; "signedDecimal.div", sddiv;
  "signedDecimal.mulScalar", smul; "signedDecimal.divScalar", sdiv;
  "mixedDecimal.add", madd; "mixedDecimal.sub", msub; "mixedDecimal.mul", mmul; "mixedDecimal.div", mdiv;
  "mixedDecimal.mulScalar", mmul_scalar; "mixedDecimal.divScalar", mdiv_scalar ]

let unary = [
  "signedDecimal.abs", (fun x -> Value (magnitude x)); "mixedDecimal.toUint", (fun x -> Value (magnitude x));
  "mixedDecimal.fromDecimal", signed ]

let math question =
  let op = Json.text (Json.member "op" question) and operand name = Json.integer (Json.member name question) in
  match List.assoc_opt op binary, List.assoc_opt op unary with
  | Some operation, _ -> get (operation (operand "x") (operand "y"))
  | None, Some operation -> get (operation (operand "x"))
  | None, None -> raise (Json.Malformed ("no operation " ^ op))

let direction = function
  | "addToAmm" -> Add
  | "removeFromAmm" -> Remove
  | other -> raise (Json.Malformed ("no direction " ^ other))

let direction_name = function Add -> "addToAmm" | Remove -> "removeFromAmm"

let quote question =
  let field name = Json.integer (Json.member name question) in
  let d = direction (Json.text (Json.member "direction" question)) in
  let price =
    match Json.text (Json.member "op" question) with
    | "inputPrice" -> input_price
    | "outputPrice" -> output_price
    | other -> raise (Json.Malformed ("no price " ^ other)) in
  get (price d (field "amount") (field "quoteAssetReserve") (field "baseAssetReserve"))
