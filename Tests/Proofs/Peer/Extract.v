(** The definitions as an OCaml program. What is trusted by this: the extraction itself and the realizations of [Z] by
    zarith, those of the standard library and the one for [Z.pow] below. *)

From VAMM Require Import Spec.Fund Forms.Sums Words.KernelPrice Words.ThreeByThree.
From Coq Require Import ExtrOcamlBasic ExtrOcamlNativeString ExtrOcamlZBigInt.

Extract Constant Z.pow => "(fun x y ->
  if Big_int_Z.sign_big_int y < 0 then Big_int_Z.zero_big_int
  else if Big_int_Z.eq_big_int x (Big_int_Z.big_int_of_int 2)
  then Big_int_Z.shift_left_big_int Big_int_Z.unit_big_int (Big_int_Z.int_of_big_int y)
  else Big_int_Z.power_big_int_positive_big_int x y)".

Extraction Language OCaml.
Extraction "contracts.ml"
  uadd usub umul udiv umod sadd ssub smul sdiv dmul ddiv dmod sdmul sddiv signed madd msub mmul mdiv mmul_scalar
  mdiv_scalar magnitude cmp input_price output_price create_pool spot_price reserve_twap input_twap output_twap
  index_price index_average set_latest_data swap_input swap_output settle_funding calc_fee
  is_over_fluctuation_limit is_over_spread_limit set_open configure shutdown migrate_liquidity
  no_position value_position margin_ratio margin_with_funding free_collateral adjusted_position open_position
  close_position add_margin remove_margin liquidate liquidate_with_slippage pay_funding settle_position
  adjust_position configure_house own_pool own_house fund_pays configure_fund token_called founder oracle_contract.
Extraction "words.ml"
  reciprocal64 divide64 reciprocal128 divide128 divide_with_tail narrow_distance wide_distance kernel_price
  input_price oracle_average oracle_average_from_sums.
