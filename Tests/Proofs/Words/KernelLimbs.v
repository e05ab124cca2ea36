(** The vector kernel (CVectorQuotes/vector_quotes.c) on its limbs of 52 bits. A lane is the number that it stands for:
    where a theorem bounds it within 64 bits, nothing wraps. [lo52] and [hi52] are the processor's multiplications of
    two limbs with an addition; of the factors only 52 bits count. *)

From VAMM Require Export Words.Kernel Words.Fold.

Definition limb52 (x : Z) : Z := x mod 2 ^ 52.
(** With its sign. *)
Definition carry52 (x : Z) : Z := x / 2 ^ 52.
Definition lo52 (sum a b : Z) : Z := sum + (limb52 a * limb52 b) mod 2 ^ 52.
Definition hi52 (sum a b : Z) : Z := sum + limb52 a * limb52 b / 2 ^ 52.

Lemma limb52_of : forall x, is52 x -> limb52 x = x.
Proof. intros x H. unfold limb52. apply Z.mod_small. exact H. Qed.

Lemma limb_and_carry : forall x, x = carry52 x * 2 ^ 52 + limb52 x /\ is52 (limb52 x).
Proof. intros x. unfold carry52, limb52, is52. pose proof (div_bounds x (2 ^ 52) ltac:(lia)). lia. Qed.

(** A product of two limbs in its halves. *)
Lemma halves52 : forall a b, is52 a -> is52 b ->
  a * b = a * b / 2 ^ 52 * 2 ^ 52 + (a * b) mod 2 ^ 52 /\ is52 (a * b / 2 ^ 52) /\ is52 ((a * b) mod 2 ^ 52).
Proof.
  intros a b Ha Hb. unfold is52 in *. pose proof (div_bounds (a * b) (2 ^ 52) ltac:(lia)).
  pose proof (product_bounds a b (2 ^ 52 - 1) (2 ^ 52 - 1) ltac:(lia) ltac:(lia)). lia.
Qed.

(** * Numbers *)

(** A number in limbs, the least first. *)
Fixpoint number52 (limbs : list Z) : Z := match limbs with l :: rest => l + 2 ^ 52 * number52 rest | [] => 0 end.

(** [multiply]: the products of equal weight, not handed on. *)
Definition multiply52 (a0 a1 a2 b0 b1 b2 : Z) : Z * Z * Z * Z * Z :=
  (lo52 0 a0 b0,
   lo52 (lo52 (hi52 0 a0 b0) a0 b1) a1 b0,
   lo52 (lo52 (lo52 0 a0 b2) a1 b1) a2 b0 + hi52 (hi52 0 a0 b1) a1 b0,
   hi52 (hi52 (hi52 0 a0 b2) a1 b1) a2 b0 + lo52 (lo52 0 a1 b2) a2 b1,
   lo52 (hi52 (hi52 0 a1 b2) a2 b1) a2 b2).

(** Two numbers of less than 2^116; their product has no sixth limb, and no limb comes near 64 bits. *)
Theorem kernel_product : forall a0 a1 a2 b0 b1 b2,
  is52 a0 -> is52 a1 -> 0 <= a2 < 2 ^ 12 -> is52 b0 -> is52 b1 -> 0 <= b2 < 2 ^ 12 ->
  let '(p0, p1, p2, p3, p4) := multiply52 a0 a1 a2 b0 b1 b2 in
  number52 [p0; p1; p2; p3; p4] = number52 [a0; a1; a2] * number52 [b0; b1; b2] /\
  Forall (fun p => 0 <= p < 2 ^ 55) [p0; p1; p2; p3; p4].
Proof.
  intros a0 a1 a2 b0 b1 b2 Ha0 Ha1 Ha2 Hb0 Hb1 Hb2.
  assert (Ha2' : is52 a2) by (unfold is52; lia). assert (Hb2' : is52 b2) by (unfold is52; lia).
  destruct (halves52 a0 b0 Ha0 Hb0) as [E00 [H00 L00]]. destruct (halves52 a0 b1 Ha0 Hb1) as [E01 [H01 L01]].
  destruct (halves52 a0 b2 Ha0 Hb2') as [E02 [H02 L02]]. destruct (halves52 a1 b0 Ha1 Hb0) as [E10 [H10 L10]].
  destruct (halves52 a1 b1 Ha1 Hb1) as [E11 [H11 L11]]. destruct (halves52 a1 b2 Ha1 Hb2') as [E12 [H12 L12]].
  destruct (halves52 a2 b0 Ha2' Hb0) as [E20 [H20 L20]]. destruct (halves52 a2 b1 Ha2' Hb1) as [E21 [H21 L21]].
  destruct (halves52 a2 b2 Ha2' Hb2') as [E22 [H22 L22]].
  pose proof (product_bounds a2 b2 (2 ^ 12) (2 ^ 12) ltac:(lia) ltac:(lia)) as Hnone.
  assert (Z22 : a2 * b2 / 2 ^ 52 = 0) by (unfold is52 in *; lia).
  unfold multiply52, lo52, hi52. rewrite !limb52_of by assumption. unfold is52 in *. split.
  - unfold number52. lia.
  - repeat (apply Forall_cons; [lia|]). apply Forall_nil.
Qed.

(** [handOn]: what is above 52 bits goes on to the next limb, with its sign; the last keeps what it gets. *)
Definition hand3 (p0 p1 p2 : Z) : Z * Z * Z :=
  let p1 := p1 + carry52 p0 in
  (limb52 p0, limb52 p1, p2 + carry52 p1).
Definition hand5 (p0 p1 p2 p3 p4 : Z) : Z * Z * Z * Z * Z :=
  let p1 := p1 + carry52 p0 in
  let '(l2, l3, l4) := hand3 (p2 + carry52 p1) p3 p4 in
  (limb52 p0, limb52 p1, l2, l3, l4).

Theorem kernel_carries_of_three : forall p0 p1 p2, let '(l0, l1, l2) := hand3 p0 p1 p2 in
  number52 [l0; l1; l2] = number52 [p0; p1; p2] /\ is52 l0 /\ is52 l1.
Proof.
  intros p0 p1 p2. unfold hand3. destruct (limb_and_carry p0) as [E0 L0].
  destruct (limb_and_carry (p1 + carry52 p0)) as [E1 L1]. split; [|split; assumption]. unfold number52. lia.
Qed.

Theorem kernel_carries_of_five : forall p0 p1 p2 p3 p4, let '(l0, l1, l2, l3, l4) := hand5 p0 p1 p2 p3 p4 in
  number52 [l0; l1; l2; l3; l4] = number52 [p0; p1; p2; p3; p4] /\ is52 l0 /\ is52 l1 /\ is52 l2 /\ is52 l3.
Proof.
  intros p0 p1 p2 p3 p4. unfold hand5. destruct (limb_and_carry p0) as [E0 L0].
  destruct (limb_and_carry (p1 + carry52 p0)) as [E1 L1].
  pose proof (kernel_carries_of_three (p2 + carry52 (p1 + carry52 p0)) p3 p4) as K.
  destruct (hand3 _ _ _) as [[l2 l3] l4]. destruct K as [E [L2 L3]].
  split; [|repeat split; apply L0 || apply L1 || apply L2 || apply L3]. unfold number52 in *. lia.
Qed.

(** [remainderByOne]. The factors are 2^104, 2^156 and 2^208 modulo ONE, the last ⌊2^110 / ONE⌋. *)
Definition fold52 (powers : list Z) (p0 p1 : Z) (upper : list Z) : Z * Z * Z :=
  fold_left
    (fun sums (step : Z * Z) => let '(a0, a1, a2) := sums in let (p, power) := step in
      let lower := limb52 power in
      let above := power / 2 ^ 52 in
      (lo52 a0 p lower, lo52 (hi52 a1 p lower) p above, hi52 a2 p above))
    (combine upper powers) (p0, p1, 0).
Definition powers52 : list Z := [670423947251286016; 767688728495783936; 408394965837152256].
Definition remainder52 (p0 p1 p2 p3 p4 : Z) : Z :=
  let '(a0, a1, a2) := fold52 powers52 p0 p1 [p2; p3; p4] in
  let a1 := a1 + carry52 a0 in
  let a0 := limb52 a0 in
  let a2 := a2 + carry52 a1 in
  let a1 := limb52 a1 in
  let '(a0, a1, _) := fold52 powers52 a0 a1 [a2] in
  let quotient := hi52 0 (a1 / 2 ^ 6) 1298074214633706 in
  let one_lower := limb52 ONE in
  let one_upper := ONE / 2 ^ 52 in
  let upper := lo52 (hi52 0 quotient one_lower) quotient one_upper in
  let rest := w64 (a0 + (a1 - upper) * 2 ^ 52 - lo52 0 quotient one_lower) in
  if ONE <=? rest then rest - ONE else rest.

(** What a fold adds is the product of a limb and a power. *)
Lemma folded52 : forall a0 a1 a2 p power, is52 p -> 0 <= power < 2 ^ 60 ->
  let lower := limb52 power in
  let above := power / 2 ^ 52 in
  let b0 := lo52 a0 p lower in
  let b1 := lo52 (hi52 a1 p lower) p above in
  let b2 := hi52 a2 p above in
  b0 + 2 ^ 52 * b1 + 2 ^ 104 * b2 = a0 + 2 ^ 52 * a1 + 2 ^ 104 * a2 + p * power /\
  a0 <= b0 < a0 + 2 ^ 52 /\ a1 <= b1 < a1 + 2 ^ 53 /\ a2 <= b2 < a2 + 2 ^ 8.
Proof.
  intros a0 a1 a2 p power Hp Hpower lower above. destruct (limb_and_carry power) as [E Hlower].
  fold lower in E, Hlower. unfold carry52 in E. fold above in E.
  assert (Habove : 0 <= above < 2 ^ 8) by (unfold is52 in *; lia). assert (Habove' : is52 above) by (unfold is52; lia).
  destruct (halves52 p lower Hp Hlower) as [E1 [H1 L1]]. destruct (halves52 p above Hp Habove') as [E2 [H2 L2]].
  cbv zeta. unfold lo52, hi52. rewrite (limb52_of p), (limb52_of lower), (limb52_of above) by assumption.
  unfold is52 in *. pose proof (product_bounds p above (2 ^ 52) above ltac:(lia) ltac:(lia)).
  assert (Hpp : p * power = p * above * 2 ^ 52 + p * lower) by (rewrite E; ring). lia.
Qed.

(** The quotient by ONE of the bits from 58 on is too small by one at most, and the step with it stays in one word. *)
Lemma last_step52 : forall a0 a1, 0 <= a0 < 2 ^ 53 -> 0 <= a1 < 2 ^ 53 ->
  let quotient := hi52 0 (a1 / 2 ^ 6) 1298074214633706 in
  let upper := lo52 (hi52 0 quotient (limb52 ONE)) quotient (ONE / 2 ^ 52) in
  let rest := w64 (a0 + (a1 - upper) * 2 ^ 52 - lo52 0 quotient (limb52 ONE)) in
  (if ONE <=? rest then rest - ONE else rest) = (a0 + 2 ^ 52 * a1) mod ONE.
Proof.
  intros a0 a1 H0 H1 quotient upper rest. pose proof (div_bounds a1 (2 ^ 6) ltac:(lia)) as Ht.
  assert (Ht52 : is52 (a1 / 2 ^ 6)) by (unfold is52; lia). assert (Hc : is52 1298074214633706) by (unfold is52; lia).
  destruct (halves52 _ _ Ht52 Hc) as [E [Hq _]].
  assert (Hquotient : quotient = a1 / 2 ^ 6 * 1298074214633706 / 2 ^ 52)
    by (unfold quotient, hi52; rewrite !limb52_of by assumption; reflexivity).
  rewrite <- Hquotient in E, Hq. pose proof (Z.mod_pos_bound (a1 / 2 ^ 6 * 1298074214633706) (2 ^ 52) ltac:(lia)) as
    Hmod.
  set (v := a0 + 2 ^ 52 * a1) in *.
  assert (Hbounds : 0 <= v - quotient * ONE < 2 * ONE) by (unfold v, ONE, is52 in *; lia).
  destruct (folded52 0 0 0 quotient ONE Hq ltac:(unfold ONE; lia)) as [Efold _]. cbv zeta in Efold.
  fold upper in Efold.
  assert (Erest : rest = v - quotient * ONE).
  { unfold rest. apply (w64_is _ _ (hi52 0 quotient (ONE / 2 ^ 52) * 2 ^ 40)); [unfold ONE in *; lia|].
    unfold v. set (x := lo52 0 quotient (limb52 ONE)) in *. set (y := hi52 0 quotient (ONE / 2 ^ 52)) in *.
    clearbody x y upper quotient. lia. }
  rewrite Erest. destruct (ONE <=? v - quotient * ONE) eqn:Emore.
  - apply (quotient_and_remainder v ONE (quotient + 1)); unfold ONE in *; lia.
  - apply (quotient_and_remainder v ONE quotient); unfold ONE in *; lia.
Qed.

Theorem kernel_remainder : forall p0 p1 p2 p3 p4, is52 p0 -> is52 p1 -> is52 p2 -> is52 p3 -> is52 p4 ->
  remainder52 p0 p1 p2 p3 p4 = number52 [p0; p1; p2; p3; p4] mod ONE.
Proof.
  intros p0 p1 p2 p3 p4 H0 H1 H2 H3 H4. unfold remainder52, fold52, powers52. cbn [combine fold_left].
  destruct (folded52 p0 p1 0 p2 670423947251286016 H2 ltac:(lia)) as [E2 [B20 [B21 B22]]].
  set (b0 := lo52 p0 p2 _) in *. set (b1 := lo52 (hi52 p1 p2 _) p2 _) in *. set (b2 := hi52 0 p2 _) in *.
  clearbody b0 b1 b2.
  destruct (folded52 b0 b1 b2 p3 767688728495783936 H3 ltac:(lia)) as [E3 [B30 [B31 B32]]].
  set (c0 := lo52 b0 p3 _) in *. set (c1 := lo52 (hi52 b1 p3 _) p3 _) in *. set (c2 := hi52 b2 p3 _) in *.
  clearbody c0 c1 c2.
  destruct (folded52 c0 c1 c2 p4 408394965837152256 H4 ltac:(lia)) as [E4 [B40 [B41 B42]]].
  set (d0 := lo52 c0 p4 _) in *. set (d1 := lo52 (hi52 c1 p4 _) p4 _) in *. set (d2 := hi52 c2 p4 _) in *.
  clearbody d0 d1 d2. unfold is52 in *. cbv zeta.
  destruct (limb_and_carry d0) as [F0 L0]. set (l0 := limb52 d0) in *. set (k0 := carry52 d0) in *. clearbody l0 k0.
  destruct (limb_and_carry (d1 + k0)) as [F1 L1]. set (l1 := limb52 (d1 + k0)) in *.
  set (k1 := carry52 (d1 + k0)) in *. clearbody l1 k1. unfold is52 in *.
  assert (Htop : is52 (d2 + k1)) by (unfold is52; lia).
  destruct (folded52 l0 l1 0 (d2 + k1) 670423947251286016 Htop ltac:(lia)) as [E5 [B50 [B51 B52]]].
  set (e0 := lo52 l0 (d2 + k1) _) in *. set (e1 := lo52 (hi52 l1 (d2 + k1) _) (d2 + k1) _) in *.
  assert (Hnone : hi52 0 (d2 + k1) (670423947251286016 / 2 ^ 52) = 0).
  { unfold hi52. rewrite limb52_of by exact Htop. change (limb52 (670423947251286016 / 2 ^ 52)) with 148.
    apply Z.div_small. unfold is52 in *. lia. }
  rewrite Hnone in E5. assert (He1 : 0 <= e1 < 2 ^ 53) by lia. assert (He0 : 0 <= e0 < 2 ^ 53) by lia.
  clearbody e0 e1. rewrite (last_step52 e0 e1 He0 He1).
  apply (same_remainder _ _ _ (- (p2 * (2 ^ 104 / ONE) + p3 * (2 ^ 156 / ONE) + p4 * (2 ^ 208 / ONE) +
    (d2 + k1) * (2 ^ 104 / ONE)))); [reflexivity|].
  change (2 ^ 104 / ONE) with 20282409603651. change (2 ^ 156 / ONE) with (2 ^ 156 / ONE).
  unfold number52.
  assert (Q1 : 2 ^ 104 = 2 ^ 104 / ONE * ONE + 670423947251286016) by reflexivity.
  assert (Q2 : 2 ^ 156 = 2 ^ 156 / ONE * ONE + 767688728495783936) by reflexivity.
  assert (Q3 : 2 ^ 208 = 2 ^ 208 / ONE * ONE + 408394965837152256) by reflexivity.
  change (2 ^ 104 / ONE) with 20282409603651 in *. set (m2 := 2 ^ 156 / ONE) in *. set (m3 := 2 ^ 208 / ONE) in *.
  unfold ONE in *. lia.
Qed.
