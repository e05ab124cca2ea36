(** L10: what one rounding takes, against the exact result on the same operands. That of a swap is L8 (Laws.Curve). *)

From VAMM Require Export Laws.Arithmetic Laws.Curve.

(** Toll, spread, penalty, and the fee of v1: less than a wei, and never too much. *)
Theorem L10_product_of_decimals : forall x y z, dmul x y = Value z -> z * ONE <= x * y < (z + 1) * ONE.
Proof.
  intros x y z H. unfold dmul, umul in H. apply bind_value in H as [u [Hu H]]. apply unsigned_or_is in Hu as [-> Hu].
  unfold udiv in H. change (negb (ONE =? 0)) with true in H. injection H as <-.
  pose proof (div_bounds (x * y) ONE ONE_positive). lia.
Qed.

(** Funding owed and pool profit: less than a wei, toward zero. *)
Theorem L10_product_of_signed_decimals : forall x y z, sdmul x y = Value z ->
  - ONE < x * y - z * ONE < ONE /\ Z.abs (z * ONE) <= Z.abs (x * y).
Proof.
  intros x y z H. unfold sdmul, smul in H. apply bind_value in H as [u [Hu H]]. apply signed_or_is in Hu as [-> Hu].
  unfold sdiv in H. change (negb (ONE =? 0)) with true in H. cbn [require bind] in H.
  apply signed_or_is in H as [-> _]. pose proof (Z.quot_rem (x * y) ONE ltac:(discriminate)) as Hdiv.
  pose proof (Z.rem_bound_abs (x * y) ONE ltac:(discriminate)) as Hrem.
  destruct (Z_lt_le_dec (x * y) 0);
    [pose proof (Z.rem_nonpos (x * y) ONE ltac:(discriminate) ltac:(lia))
    | pose proof (Z.rem_nonneg (x * y) ONE ltac:(discriminate) ltac:(lia))]; unfold ONE in *; lia.
Qed.

(** The fee of a full liquidation in v2 is cut twice; in all less than a wei, as it is the floor of the half. *)
Theorem L10_half_of_a_product : forall q ratio z, dmul q ratio = Value z ->
  2 * (z / 2) * ONE <= q * ratio /\ q * ratio < 2 * (z / 2) * ONE + 2 * ONE.
Proof.
  intros q ratio z H. apply L10_product_of_decimals in H. pose proof (div_bounds z 2 ltac:(lia)). unfold ONE in *. lia.
Qed.

(** The fee and the fund's share of a partial liquidation are the whole penalty; the odd wei is the fund's. *)
Theorem L10_partial_liquidation_halves_the_penalty : forall penalty, 0 <= penalty ->
  penalty / 2 <= penalty - penalty / 2 <= penalty / 2 + 1.
Proof. intros penalty H. pose proof (div_bounds penalty 2 ltac:(lia)). lia. Qed.

(** A payment moves less by less than a token unit, and with 18 decimals or more exactly what is due. *)
Theorem L10_payment : forall d x u, 0 <= d -> units d x = Value u ->
  if d <=? 18 then u * 10 ^ (18 - d) <= x < u * 10 ^ (18 - d) + 10 ^ (18 - d) else u = x * 10 ^ (d - 18).
Proof.
  intros d x u Hd H. unfold units in H. destruct (d <=? 18) eqn:E.
  - assert (Hunit : 0 < 10 ^ (18 - d)) by (apply Z.pow_pos_nonneg; lia). unfold udiv in H.
    apply bind_value in H as [t [_ H]]. assert (E' : u = x / 10 ^ (18 - d)) by congruence. subst u.
    set (unit := 10 ^ (18 - d)) in *. clearbody unit.
    pose proof (div_bounds x unit Hunit). lia.
  - unfold umul in H. apply unsigned_or_is in H as [-> _]. reflexivity.
Qed.

(** Value at settlement: the entry price is cut by less than a wei, the product by less than another. *)
Theorem L10_settlement_gain : forall size price opened entry gain, 0 < size ->
  ddiv opened size = Value entry -> sdmul size (price - entry) = Value gain ->
  - ONE < gain * ONE - (size * price - opened * ONE) < size + ONE.
Proof.
  intros size price opened entry gain Hsize Hentry Hgain.
  apply L10_product_of_signed_decimals in Hgain as [Hgain _]. unfold ddiv, umul in Hentry.
  apply bind_value in Hentry as [u [Hu Hentry]]. apply unsigned_or_is in Hu as [-> Hu]. unfold udiv in Hentry.
  apply bind_value in Hentry as [t [_ Hentry]]. injection Hentry as <-.
  pose proof (div_bounds (opened * ONE) size Hsize) as Hdiv. unfold ONE in *. lia.
Qed.

(** An average is cut once, at its end, by the seconds that it covers (P9, O3). *)
Theorem L10_average : forall sum seconds average, udiv sum seconds = Value average -> 0 < seconds ->
  average * seconds <= sum < (average + 1) * seconds.
Proof.
  intros sum seconds average H Hpos. unfold udiv in H. apply bind_value in H as [t [_ H]]. injection H as <-.
  pose proof (div_bounds sum seconds Hpos). lia.
Qed.

(** Where the averaged prices were cut by less than a wei each, as a pool's are (P9), it is less than two below. *)
Theorem L10_average_of_cut_prices : forall sum exact seconds average, udiv sum seconds = Value average -> 0 < seconds ->
  sum <= exact < sum + seconds -> average * seconds <= exact < (average + 2) * seconds.
Proof. intros sum exact seconds average H Hpos Hcut. apply L10_average in H; lia. Qed.

Lemma quot_bounds : forall n m, 0 < m -> - m < n - Z.quot n m * m < m.
Proof.
  intros n m Hm. pose proof (Z.quot_rem n m ltac:(lia)). pose proof (Z.rem_bound_abs n m ltac:(lia)). lia.
Qed.

(** The premium fraction on the averages as they are: cut by less than a wei. *)
Theorem L10_premium_fraction_of_averages : forall p index now market fraction,
  reserve_twap p (twap_interval p) now = Value market -> premium_fraction p index now = Value fraction ->
  - 86400 < (market - index) * funding_period p - fraction * 86400 < 86400.
Proof.
  intros p index now market fraction Hmarket H. unfold premium_fraction in H. rewrite Hmarket in H. cbn [bind] in H.
  apply bind_value in H as [m [Hm H]]. apply bind_value in H as [i [Hi H]]. apply bind_value in H as [d [Hd H]].
  apply bind_value in H as [product [Hproduct H]]. computed. unfold mmul_scalar, mixed in Hproduct.
  apply bind_value in Hproduct as [period [Hperiod Hproduct]]. computed. unfold smul in Hproduct.
  apply signed_or_is in Hproduct as [-> _]. unfold mdiv_scalar, mixed in H. apply bind_value in H as [day [Hday H]].
  computed. unfold sdiv in H. destruct Hday as [-> _]. change (negb (86400 =? 0)) with true in H.
  cbn [require bind] in H. apply signed_or_is in H as [-> _]. pose proof (quot_bounds (d * period) 86400 ltac:(lia)).
  destruct Hperiod as [-> _]. assert (d = market - index) by lia. subst d. lia.
Qed.

(** And on the exact averages, quotients of a sum by seconds: less than 1 + 2 · funding period / 86400. The index loses
    less than a wei and the mark less than two; they go against each other. *)
Theorem L10_premium_fraction : forall market index period fraction s t s' t',
  0 < t -> 0 < t' -> 0 <= period ->
  market * t <= s < (market + 2) * t -> index * t' <= s' < (index + 1) * t' ->
  - 86400 < (market - index) * period - fraction * 86400 < 86400 ->
  Z.abs ((s * t' - s' * t) * period - fraction * 86400 * (t * t')) < (86400 + 2 * period) * (t * t').
Proof.
  intros market index period fraction s t s' t' Ht Ht' Hperiod Hs Hs' Hfraction.
  assert (Htt : 0 < t * t') by (apply Z.mul_pos_pos; assumption).
  set (a := s - market * t). set (b := s' - index * t'). assert (Ha : 0 <= a < 2 * t) by (unfold a; lia).
  assert (Hb : 0 <= b < t') by (unfold b; lia).
  assert (E : (s * t' - s' * t) * period - fraction * 86400 * (t * t') =
    ((market - index) * period - fraction * 86400) * (t * t') + (a * t' - b * t) * period) by (unfold a, b; ring).
  rewrite E. set (e := (market - index) * period - fraction * 86400) in *. clearbody e a b.
  assert (Hab : - (t * t') <= a * t' - b * t <= 2 * (t * t')).
  { pose proof (product_bounds a t' (2 * t) t' ltac:(lia) ltac:(lia)).
    pose proof (product_bounds b t t' t ltac:(lia) ltac:(lia)). lia. }
  set (w := t * t') in *. clearbody w. set (c := a * t' - b * t) in *. clearbody c.
  pose proof (Z.mul_lt_mono_pos_r w (- 86400) e Htt). pose proof (Z.mul_lt_mono_pos_r w e 86400 Htt).
  pose proof (Z.mul_le_mono_nonneg_r (- w) c period Hperiod ltac:(lia)).
  pose proof (Z.mul_le_mono_nonneg_r c (2 * w) period Hperiod ltac:(lia)). lia.
Qed.
