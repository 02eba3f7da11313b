"""Entries of lists of works cited: real ones in many styles, and what nobody would print."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.printed.works_cited import read_entry, split_label

# Printed; authors; title; journal or book, volume, issue, pages, year, DOI
ENTRIES: list[tuple[str, str, str, str, str, str, str, int, str]] = [
    # Portland Press
    ('Fyhrquist, F. and Saijonmaa, O. (2008) Renin-angiotensin system revisited. J. Intern. Med. 264, 224–236',
     'Fyhrquist, F.; Saijonmaa, O.', 'Renin-angiotensin system revisited',
     'J. Intern. Med.', '264', '', '224-236', 2008, ''),
    ('Wei, L., Alhenc-Gelas, F., Corvol, P. and Clauser, E. (1991) The two homologous domains of human angiotensin I-converting enzyme are both catalytically active. J. Biol. Chem. 266, 9002–9008',
     'Wei, L.; Alhenc-Gelas, F.; Corvol, P.; Clauser, E.', 'The two homologous domains of human angiotensin I-converting enzyme are both catalytically active',
     'J. Biol. Chem.', '266', '', '9002-9008', 1991, ''),
    ('Jaspard, E., Wei, L. and Alhenc-Gelas, F. (1993) Differences in the properties and enzymatic specificities of the two active sites of angiotensin I-converting enzyme (kininase II). Studies with bradykinin and other natural peptides. J. Biol. Chem. 268, 9496–9503',
     'Jaspard, E.; Wei, L.; Alhenc-Gelas, F.', 'Differences in the properties and enzymatic specificities of the two active sites of angiotensin I-converting enzyme (kininase II). Studies with bradykinin and other natural peptides',
     'J. Biol. Chem.', '268', '', '9496-9503', 1993, ''),
    ('Liao, T. D., Yang, X. P., D’Ambrosio, M., Zhang, Y., Rhaleb, N. E. and Carretero, O. A. (2010) N-acetyl-seryl-aspartyl-lysyl-proline attenuates renal injury and dysfunction in hypertensive rats with reduced renal mass: council for high blood pressure research. Hypertension 55, 459–467',
     'Liao, T. D.; Yang, X. P.; D’Ambrosio, M.; Zhang, Y.; Rhaleb, N. E.; Carretero, O. A.', 'N-acetyl-seryl-aspartyl-lysyl-proline attenuates renal injury and dysfunction in hypertensive rats with reduced renal mass: council for high blood pressure research',
     'Hypertension', '55', '', '459-467', 2010, ''),
    ('Zhang, L., Xu, L. M., Chen, Y. W., Ni, Q. W., Zhou, M., Qu, C. Y. and Zhang, Y. (2012) Antifibrotic effect of N-acetyl-seryl-aspartyl-lysyl-proline on bile duct ligation induced liver fibrosis in rats. World J. Gastroenterol. 18, 5283–5288',
     'Zhang, L.; Xu, L. M.; Chen, Y. W.; Ni, Q. W.; Zhou, M.; Qu, C. Y.; Zhang, Y.', 'Antifibrotic effect of N-acetyl-seryl-aspartyl-lysyl-proline on bile duct ligation induced liver fibrosis in rats',
     'World J. Gastroenterol.', '18', '', '5283-5288', 2012, ''),
    ('Collaborative Computational Project Number 4 (1994) The CCP4 suite: programs for protein crystallography. Acta Crystallogr. Sect. D: Biol. Crystallogr. 50, 760–763',
     'Collaborative Computational Project Number 4', 'The CCP4 suite: programs for protein crystallography',
     'Acta Crystallogr. Sect. D: Biol. Crystallogr.', '50', '', '760-763', 1994, ''),
    ('Davis, I. W., Leaver-Fay, A., Chen, V. B., Block, J. N., Kapral, G. J., Wang, X., Murray, L. W., Arendall, III, W. B., Snoeyink, J., Richardson, J. S. and Richardson, D. C. (2007) MolProbity: all-atom contacts and structure validation for proteins and nucleic acids. Nucleic Acids Res. 35, W375–W383',
     'Davis, I. W.; Leaver-Fay, A.; Chen, V. B.; Block, J. N.; Kapral, G. J.; Wang, X.; Murray, L. W.; Arendall III, W. B.; Snoeyink, J.; Richardson, J. S.; Richardson, D. C.', 'MolProbity: all-atom contacts and structure validation for proteins and nucleic acids',
     'Nucleic Acids Res.', '35', '', 'W375-W383', 2007, ''),
    ('Dixon, M. (1953) The determination of enzyme inhibitor constants. Biochem. J. 55, 170–171',
     'Dixon, M.', 'The determination of enzyme inhibitor constants',
     'Biochem. J.', '55', '', '170-171', 1953, ''),
    # BioMed Central
    ('Rogers FB, Cipolle MD, Velmahos G, Rozycki G, Luchette FA: Practice management guidelines for the prevention of venous thromboembolism in trauma patients: the EAST practice management guidelines work group. J Trauma 2002, 53:142-64.',
     'Rogers, FB; Cipolle, MD; Velmahos, G; Rozycki, G; Luchette, FA', 'Practice management guidelines for the prevention of venous thromboembolism in trauma patients: the EAST practice management guidelines work group',
     'J Trauma', '53', '', '142-64', 2002, ''),
    ('Geerts WH, Pineo GF, Heit JA, Bergqvist D, Lassen MR, Colwell CW, Ray JG: Prevention of venous thromboembolism: the Seventh ACCP Conference on Antithrombotic and Thrombolytic Therapy. Chest 2004, 126(3 Suppl):338S-400S.',
     'Geerts, WH; Pineo, GF; Heit, JA; Bergqvist, D; Lassen, MR; Colwell, CW; Ray, JG', 'Prevention of venous thromboembolism: the Seventh ACCP Conference on Antithrombotic and Thrombolytic Therapy',
     'Chest', '126', '3 Suppl', '338S-400S', 2004, ''),
    ('Spinal Cord Injury Thomboprophylaxis Investigators: Prevention of venous thromboembolism in the acute treatment phase after spinal cord injury: a randomized, multicenter trial comparing low-dose heparin plus intermittent pneumatic compression with enoxaparin. J Trauma 2003, 54:1116-26.',
     'Spinal Cord Injury Thomboprophylaxis Investigators', 'Prevention of venous thromboembolism in the acute treatment phase after spinal cord injury: a randomized, multicenter trial comparing low-dose heparin plus intermittent pneumatic compression with enoxaparin',
     'J Trauma', '54', '', '1116-26', 2003, ''),
    ('Ginzburg E, Cohn SM, Lopez J, Jackowski J, Brown J, Brown M, Hameed SM, Miami Deep Vein Thrombosis Study Group: Randomized clinical trial of intermittent pneumatic compression and low molecular weight heparin in trauma. Br J Surg 2003, 90:1338-44.',
     'Ginzburg, E; Cohn, SM; Lopez, J; Jackowski, J; Brown, J; Brown, M; Hameed, SM; Miami Deep Vein Thrombosis Study Group', 'Randomized clinical trial of intermittent pneumatic compression and low molecular weight heparin in trauma',
     'Br J Surg', '90', '', '1338-44', 2003, ''),
    ('Darcy MD, Smith TP, Hunter DW, Castraneda-Zuniga W, Lund G, Amplatz K: Short-term prophylaxis of pulmonary embolism by using a retrievable vena cava filter. AJR Am J Roentgenol 1986, 147:836-8.',
     'Darcy, MD; Smith, TP; Hunter, DW; Castraneda-Zuniga, W; Lund, G; Amplatz, K', 'Short-term prophylaxis of pulmonary embolism by using a retrievable vena cava filter',
     'AJR Am J Roentgenol', '147', '', '836-8', 1986, ''),
    # PeerJ
    ('Bjelland I, Dahl AA, Haug TT, Neckelmann D. 2002. The validity of the hospital anxiety and depression scale. An updated literature review. Journal of Psychosomal Research 52:69–77 DOI 10.1016/S0022-3999(01)00296-3.',
     'Bjelland, I; Dahl, AA; Haug, TT; Neckelmann, D', 'The validity of the hospital anxiety and depression scale. An updated literature review',
     'Journal of Psychosomal Research', '52', '', '69-77', 2002, '10.1016/S0022-3999(01)00296-3'),
    ('Cassel JE. 2004. The nature of suffering and the goals of medicine. Oxford: Oxford University Press.',
     'Cassel, JE', 'The nature of suffering and the goals of medicine',
     '', '', '', '', 2004, ''),
    ('Cobb S. 1979. Social support and health through the life course. In: Riley MW, ed. Aging from birth to death: interdisciplinary perspectives. Boulder: Westview Press, 93–106.',
     'Cobb, S', 'Social support and health through the life course',
     'Aging from birth to death: interdisciplinary perspectives', '', '', '93-106', 1979, ''),
    ('Drageset J. 2002. Loneliness at nursing homes—does a network have any importance for loneliness among nursing home residents? Nordic Journal of Nursing Research and Clinical Studies/Vård i Norden 22:9–14 DOI 10.1177/010740830202200202.',
     'Drageset, J', 'Loneliness at nursing homes—does a network have any importance for loneliness among nursing home residents?',
     'Nordic Journal of Nursing Research and Clinical Studies/Vård i Norden', '22', '', '9-14', 2002, '10.1177/010740830202200202'),
    ('Nygaard HA, Naik M, Ruths S. 2000. Mental svikt hos sykehjemspasienter (Mental impairment among nursing home residents). Tidsskrift for den Norske Legeforening 120:3113–3116.',
     'Nygaard, HA; Naik, M; Ruths, S', 'Mental svikt hos sykehjemspasienter (Mental impairment among nursing home residents)',
     'Tidsskrift for den Norske Legeforening', '120', '', '3113-3116', 2000, ''),
    ('Weiss RS. 1973. Loneliness. The experience of emotional and social isolation. Cambridge: Massachusetts Institute of Technology.',
     'Weiss, RS', 'Loneliness. The experience of emotional and social isolation',
     '', '', '', '', 1973, ''),
    ('Weiss RS. 1974. The provisions of social relationships. In: Rubin Z, ed. Doing unto others. Englewood Cliffs: Prentice-Hall, 17–26.',
     'Weiss, RS', 'The provisions of social relationships',
     'Doing unto others', '', '', '17-26', 1974, ''),
    # PLOS ONE before 2015
    ('Alonso-Alvarez C, Velando V (2012) Benefits and costs of parental care. In Royle NJ, Smiseth PT ,Kölliker M, editors. The evolution of parental care. Oxford: Oxford University Press. pp. 40–61.',
     'Alonso-Alvarez, C; Velando, V', 'Benefits and costs of parental care',
     'The evolution of parental care', '', '', '40-61', 2012, ''),
    ('Clutton-Brock TH (1991) The evolution of parental care. Princeton: Princeton University Press.',
     'Clutton-Brock, TH', 'The evolution of parental care',
     '', '', '', '', 1991, ''),
    ('Zeh DW, Smith RL (1985) Paternal investment by terrestrial arthropods. Am Zool 25: 785–805?',
     'Zeh, DW; Smith, RL', 'Paternal investment by terrestrial arthropods',
     'Am Zool', '25', '', '785-805', 1985, ''),
    ('Soler M, de Neve L, Roncalli G, Macías-Sánchez E, Ibáñez-Álamo JD, et al. (2013) Great spotted cuckoo fledglings are disadvantaged by magpie host parents when reared together with magpie nestlings. Behav Ecol Sociobiol 68: 333–342.',
     'Soler, M; de Neve, L; Roncalli, G; Macías-Sánchez, E; Ibáñez-Álamo, JD', 'Great spotted cuckoo fledglings are disadvantaged by magpie host parents when reared together with magpie nestlings',
     'Behav Ecol Sociobiol', '68', '', '333-342', 2013, ''),
    ('Soler M (2013) Long-term coevolution between avian brood parasites and their hosts. Biol Rev doi: 10.1111/brv.12075.',
     'Soler, M', 'Long-term coevolution between avian brood parasites and their hosts',
     'Biol Rev', '', '', '', 2013, '10.1111/brv.12075'),
    ('Fraga RM (1998) Interactions of the parasitic screaming and shiny cowbirds Molothrus rufoaxillaris and M. bonariensis) with a shared host, the bay-winged cowbird (M. badius). In: Rothstein SI, Robinson SK editors. Parasitic birds and their hosts: studies in coevolution. New York: Oxford University Press. pp. 173–193.',
     'Fraga, RM', 'Interactions of the parasitic screaming and shiny cowbirds Molothrus rufoaxillaris and M. bonariensis) with a shared host, the bay-winged cowbird (M. badius)',
     'Parasitic birds and their hosts: studies in coevolution', '', '', '173-193', 1998, ''),
    ('Birkhead T (1991) The Magpies. The ecology and behaviour of Black-billed and Yellow-billed Magpies. London: Poyser.',
     'Birkhead, T', 'The Magpies. The ecology and behaviour of Black-billed and Yellow-billed Magpies',
     '', '', '', '', 1991, ''),
    ('Davies NB, Brooke M de L (1988) Cuckoos versus reed warblers: adaptations and counteradaptations. Anim Behav 36: 262–284.',
     'Davies, NB; Brooke, M de L', 'Cuckoos versus reed warblers: adaptations and counteradaptations',
     'Anim Behav', '36', '', '262-284', 1988, ''),
    ('Reers H, Jacot A, Forstmeier W (2011) Do zebra finch parents fail to recognize their own offspring? PLoS ONE, 6, e18466.',
     'Reers, H; Jacot, A; Forstmeier, W', 'Do zebra finch parents fail to recognize their own offspring?',
     'PLoS ONE', '6', '', 'e18466', 2011, ''),
    ('Soler M, Ruiz-Castellano C, Carra LG, Ontanilla J, Martín-Galvez D (2013) Do first-time breeding females imprint on their own eggs? Proc. R. Soc. B 280, 20122518.',
     'Soler, M; Ruiz-Castellano, C; Carra, LG; Ontanilla, J; Martín-Galvez, D', 'Do first-time breeding females imprint on their own eggs?',
     'Proc. R. Soc. B', '280', '', '20122518', 2013, ''),
    ('Woodward PW (1983). Behavioral ecology of fledgling Brown-headed Cowbirds and their hosts. Condor 85, 151–163.',
     'Woodward, PW', 'Behavioral ecology of fledgling Brown-headed Cowbirds and their hosts',
     'Condor', '85', '', '151-163', 1983, ''),
    ('Beecher MD, Beecher IM, Lumpkin S (1981) Parent-offspring recognition in Bank Swallows (Riparia riparia).1. Natural history. Anim Behav 29: 86–94.',
     'Beecher, MD; Beecher, IM; Lumpkin, S', 'Parent-offspring recognition in Bank Swallows (Riparia riparia).1. Natural history',
     'Anim Behav', '29', '', '86-94', 1981, ''),
    # Nature
    ('Asrani, S. K. et al. Burden of liver diseases in the world. J. Hepatol. 70, 151–171 (2019).',
     'Asrani, S. K.', 'Burden of liver diseases in the world',
     'J. Hepatol.', '70', '', '151-171', 2019, ''),
    ('Kwak, K. A. et al. Current perspectives regarding stem cell-based therapy for liver cirrhosis. Can. J. Gastroenterol. Hepatol. 2018, 4197857 (2018).',
     'Kwak, K. A.', 'Current perspectives regarding stem cell-based therapy for liver cirrhosis',
     'Can. J. Gastroenterol. Hepatol.', '2018', '', '4197857', 2018, ''),
    ('Bottger, R. et al. Lipid-based nanoparticle technologies for liver targeting. Adv. Drug Deliv. Rev. 154-155, 79–101 (2020).',
     'Bottger, R.', 'Lipid-based nanoparticle technologies for liver targeting',
     'Adv. Drug Deliv. Rev.', '154-155', '', '79-101', 2020, ''),
    ('Lázaro-Ibáñez, E. et al. Selection of fluorescent, bioluminescent, and radioactive tracers to accurately reflect extracellular vesicle biodistribution in vivo. ACS Nano 15, 3212–3227 (2021).',
     'Lázaro-Ibáñez, E.', 'Selection of fluorescent, bioluminescent, and radioactive tracers to accurately reflect extracellular vesicle biodistribution in vivo',
     'ACS Nano', '15', '', '3212-3227', 2021, ''),
    ('Webber J, Clayton A. How pure are your vesicles? J. Extracell. Vesicles https://doi.org/10.3402/jev.v2i0.19861 (2013).',
     'Webber, J; Clayton, A', 'How pure are your vesicles?',
     'J. Extracell. Vesicles', '', '', '', 2013, '10.3402/jev.v2i0.19861'),
    ('Tkach, M. & Théry, C. Communication by extracellular vesicles: where we are and where we need to go. Cell 164, 1226–1232 (2016).',
     'Tkach, M.; Théry, C.', 'Communication by extracellular vesicles: where we are and where we need to go',
     'Cell', '164', '', '1226-1232', 2016, ''),
    ('Schroeder, H. W. Jr. & Cavacini, L. Structure and function of immunoglobulins. J. Allergy Clin. Immunol. 125, S41–S52 (2010).',
     'Schroeder Jr., H. W.; Cavacini, L.', 'Structure and function of immunoglobulins',
     'J. Allergy Clin. Immunol.', '125', '', 'S41-S52', 2010, ''),
    ('van Asbeck, E. C. et al. Mannose binding lectin plays a crucial role in innate immunity against yeast by enhanced complement activation and enhanced uptake of polymorphonuclear cells. BMC Microbiol. 8, 229 (2008).',
     'van Asbeck, E. C.', 'Mannose binding lectin plays a crucial role in innate immunity against yeast by enhanced complement activation and enhanced uptake of polymorphonuclear cells',
     'BMC Microbiol.', '8', '', '229', 2008, ''),
    ('Churchman, A. H. et al. Serum albumin enhances the membrane activity of ZnO nanoparticles. Chem. Commun. (Camb.) 49, 4172–4174 (2013).',
     'Churchman, A. H.', 'Serum albumin enhances the membrane activity of ZnO nanoparticles',
     'Chem. Commun. (Camb.)', '49', '', '4172-4174', 2013, ''),
    ('Rastogi, L., Kora, A. J. & J, A. Highly stable, protein capped gold nanoparticles as effective drug delivery vehicles for amino-glycosidic antibiotics. Mater. Sci. Eng. C 32, 1571–1577 (2012).',
     'Rastogi, L.; Kora, A. J.; J, A.', 'Highly stable, protein capped gold nanoparticles as effective drug delivery vehicles for amino-glycosidic antibiotics',
     'Mater. Sci. Eng. C', '32', '', '1571-1577', 2012, ''),
    ('Kamps, J. A. A. M. et al. Massive targeting of liposomes, surface-modified with anionized albumins, to hepatic endothelial cells. Proc. Natl Acad. Sci. USA 94, 11681–11685 (1997).',
     'Kamps, J. A. A. M.', 'Massive targeting of liposomes, surface-modified with anionized albumins, to hepatic endothelial cells',
     'Proc. Natl Acad. Sci. USA', '94', '', '11681-11685', 1997, ''),
    ('Faruqu, F. N., Xu, L. & Al-Jamal, K. T. Preparation of exosomes for siRNA delivery to cancer cells. J. Vis. Exp. 5, 10.3791/58814 (2018).',
     'Faruqu, F. N.; Xu, L.; Al-Jamal, K. T.', 'Preparation of exosomes for siRNA delivery to cancer cells',
     'J. Vis. Exp.', '5', '', '', 2018, '10.3791/58814'),
    ('De Simone, G. et al. Identification of a Kupffer cell subset capable of reverting the T cell dysfunction induced by hepatocellular priming. Immunity 54, 2089–2100.e8 (2021).',
     'De Simone, G.', 'Identification of a Kupffer cell subset capable of reverting the T cell dysfunction induced by hepatocellular priming',
     'Immunity', '54', '', '2089-2100.e8', 2021, ''),
    ('Hutchins, N. A. et al. Kupffer cells protect liver sinusoidal endothelial cells from Fas-dependent apoptosis in sepsis by down-regulating gp130. Am. J. Pathol. 182, 742–gp154 (2013).',
     'Hutchins, N. A.', 'Kupffer cells protect liver sinusoidal endothelial cells from Fas-dependent apoptosis in sepsis by down-regulating gp130',
     'Am. J. Pathol.', '182', '', '742-gp154', 2013, ''),
    # Frontiers, numbered
    ('Sheikhalishahi S, Miotto R, Dudley JT, Lavelli A, Rinaldi F, Osmani V. Natural language processing of clinical notes on chronic diseases: systematic review. JMIR Med Inform. (2019) 7:e12239. 10.2196/12239',
     'Sheikhalishahi, S; Miotto, R; Dudley, JT; Lavelli, A; Rinaldi, F; Osmani, V', 'Natural language processing of clinical notes on chronic diseases: systematic review',
     'JMIR Med Inform', '7', '', 'e12239', 2019, '10.2196/12239'),
    ('Jackson RG, Patel R, Jayatilleke N, Kolliakou A, Ball M, Gorrell G, et al. Natural language processing to extract symptoms of severe mental illness from clinical text: the Clinical Record Interactive Search Comprehensive Data Extraction (CRIS-CODE) project. BMJ Open. (2017) 7:e012012. 10.1136/bmjopen-2016-012012',
     'Jackson, RG; Patel, R; Jayatilleke, N; Kolliakou, A; Ball, M; Gorrell, G', 'Natural language processing to extract symptoms of severe mental illness from clinical text: the Clinical Record Interactive Search Comprehensive Data Extraction (CRIS-CODE) project',
     'BMJ Open', '7', '', 'e012012', 2017, '10.1136/bmjopen-2016-012012'),
    ('Wang LL, Cachola I, Bragg J, Yu-Yen Cheng E, Haupt C, Latzke M, et al. Improving the accessibility of scientific documents: current state, user needs, and a system solution to enhance scientific PDF accessibility for blind and low vision users. arXiv e-prints: arXiv:2105.00076 (2021). Available online at: https://arxiv.org/pdf/2105.00076.pdf',
     'Wang, LL; Cachola, I; Bragg, J; Yu-Yen Cheng, E; Haupt, C; Latzke, M', 'Improving the accessibility of scientific documents: current state, user needs, and a system solution to enhance scientific PDF accessibility for blind and low vision users',
     'arXiv', '', '', '', 2021, ''),
    ('Comeau DC, Islamaj Dogan R, Ciccarese P, Cohen KB, Krallinger M, Leitner F, et al. BioC: a minimalist approach to interoperability for biomedical text processing. Database. (2013) 2013:bat064. 10.1093/database/bat064',
     'Comeau, DC; Islamaj Dogan, R; Ciccarese, P; Cohen, KB; Krallinger, M; Leitner, F', 'BioC: a minimalist approach to interoperability for biomedical text processing',
     'Database', '2013', '', 'bat064', 2013, '10.1093/database/bat064'),
    ('Milosevic N, Gregson C, Hernandez R, Nenadic G. Disentangling the structure of tables in scientific literature. In: Métais E, Meziane F, Saraee M, Sugumaran V, Vadera S, editors. Natural Language Processing and Information Systems. Cham: Springer International Publishing; (2016). p. 162–74. 10.1007/978-3-319-41754-7_14',
     'Milosevic, N; Gregson, C; Hernandez, R; Nenadic, G', 'Disentangling the structure of tables in scientific literature',
     'Natural Language Processing and Information Systems', '', '', '162-74', 2016, '10.1007/978-3-319-41754-7_14'),
    ('Craven M, Kumlien J. Constructing biological knowledge bases by extracting information from text sources. In: International Conference on Intelligent Systems for Molecular Biology. Heidelberg: (1999) p. 77–86.',
     'Craven, M; Kumlien, J', 'Constructing biological knowledge bases by extracting information from text sources',
     'International Conference on Intelligent Systems for Molecular Biology', '', '', '77-86', 1999, ''),
    ('Beck T, Shorter T, Brookes AJ. GWAS Central: a comprehensive resource for the discovery and comparison of genotype and phenotype data from genome-wide association studies. Nucleic Acids Res. (2020) 48:D933–40. 10.1093/nar/gkz895',
     'Beck, T; Shorter, T; Brookes, AJ', 'GWAS Central: a comprehensive resource for the discovery and comparison of genotype and phenotype data from genome-wide association studies',
     'Nucleic Acids Res', '48', '', 'D933-40', 2020, '10.1093/nar/gkz895'),
    ('Keller MF, Reiner AP, Okada Y, van Rooij FJ, Johnson AD, Chen MH, et al. Trans-ethnic meta-analysis of white blood cell phenotypes. Hum Mol Genet. (2014) 23:6944–60. 10.1093/hmg/ddu401',
     'Keller, MF; Reiner, AP; Okada, Y; van Rooij, FJ; Johnson, AD; Chen, MH', 'Trans-ethnic meta-analysis of white blood cell phenotypes',
     'Hum Mol Genet', '23', '', '6944-60', 2014, '10.1093/hmg/ddu401'),
    # Frontiers
    ('Aislabie J., Broady P., Saul D. (2006). Culturable heterotropic bacteria from high altitude, high latitude soil of La Gorce Mountains (86o30′S, 147oW), Antarctica. Antarct. Sci. 18, 313– 321. doi: 10.1017/S0954102006000368',
     'Aislabie, J.; Broady, P.; Saul, D.', 'Culturable heterotropic bacteria from high altitude, high latitude soil of La Gorce Mountains (86o30′S, 147oW), Antarctica',
     'Antarct. Sci.', '18', '', '313-321', 2006, '10.1017/S0954102006000368'),
    ('Andre M.-F. , Hall K. (2004). Honeycomb development on Alexander island, glacial history of George VI sound and palaeoclimatic implications (two step cliffs/Mars Oasis, W Antarctica). Geomorphology 65, 117–138. doi: 10.1016/j.geomorph.2004.08.004',
     'Andre, M.-F.; Hall, K.', 'Honeycomb development on Alexander island, glacial history of George VI sound and palaeoclimatic implications (two step cliffs/Mars Oasis, W Antarctica)',
     'Geomorphology', '65', '', '117-138', 2004, '10.1016/j.geomorph.2004.08.004'),
    ('Cole J. R. , Wang Q. , Cardenas E. , Fish J. , Chai B. , Farris R. J. , et al (2009). The Ribosomal Database Project: improved alignments and new tools for rRNA analysis. Nucleic Acids Res. 37, D141–145. doi: 10.1093/nar/gkp353 PMID: 19004872',
     'Cole, J. R.; Wang, Q.; Cardenas, E.; Fish, J.; Chai, B.; Farris, R. J.', 'The Ribosomal Database Project: improved alignments and new tools for rRNA analysis',
     'Nucleic Acids Res.', '37', '', 'D141-145', 2009, '10.1093/nar/gkp353'),
    ('Benson D. A. , Karsch-Mizrachi I. , Lipman D. J. , Ostell J. , Wheeler D. L. (2005). GenBank. Nucleic Acids Res. 33, D34–D38. doi: 10.1093/nar/gni032 PMID: 15608212',
     'Benson, D. A.; Karsch-Mizrachi, I.; Lipman, D. J.; Ostell, J.; Wheeler, D. L.', 'GenBank',
     'Nucleic Acids Res.', '33', '', 'D34-D38', 2005, '10.1093/nar/gni032'),
    # PLOS ONE
    ("Iglesias‐Rodriguez MD, Armstrong R, Feely R, Hood R, Kleypas J, Milliman JD, et al. Progress made in study of ocean's calcium carbonate budget. Eos, Transactions American Geophysical Union. 2002; 83(34):365–75.",
     'Iglesias‐Rodriguez, MD; Armstrong, R; Feely, R; Hood, R; Kleypas, J; Milliman, JD', "Progress made in study of ocean's calcium carbonate budget",
     'Eos, Transactions American Geophysical Union', '83', '34', '365-75', 2002, ''),
    ('Hallock P, Lidz BH, Cockey-Burkhard EM, Donnelly KB. Foraminifera as bioindicators in coral reef assessment and monitoring: the FORAM index. Coastal Monitoring through Partnerships: Springer; 2003. p. 221–38.',
     'Hallock, P; Lidz, BH; Cockey-Burkhard, EM; Donnelly, KB', 'Foraminifera as bioindicators in coral reef assessment and monitoring: the FORAM index',
     'Coastal Monitoring through Partnerships', '', '', '221-38', 2003, ''),
    ('Glynn PW, Wellington GM. Corals and coral reefs of the Galápagos Islands: Univ of California Press; 1983.',
     'Glynn, PW; Wellington, GM', 'Corals and coral reefs of the Galápagos Islands',
     '', '', '', '', 1983, ''),
    ('Legendre P, Legendre LF. Numerical ecology, 2nd Edition: Elsevier; 1998',
     'Legendre, P; Legendre, LF', 'Numerical ecology',
     '', '', '', '', 1998, ''),
    ('Borcard D, Gillet F, Legendre P. Unconstrained ordination. Numerical Ecology with R: Springer; 2011. p. 115–51.',
     'Borcard, D; Gillet, F; Legendre, P', 'Unconstrained ordination',
     'Numerical Ecology with R', '', '', '115-51', 2011, ''),
    # PLOS ONE before 2015
    ('Chakroborty A (2011) Drug-resistant tuberculosis: an insurmountable epidemic? Inflammopharmacology 19: 131–137 PMID: 21127999',
     'Chakroborty, A', 'Drug-resistant tuberculosis: an insurmountable epidemic?',
     'Inflammopharmacology', '19', '', '131-137', 2011, ''),
    ('Dedieu L, Serveau-Avesque C, Kremer L, Canaan S (2012) Mycobacterial Lipolytic Enzymes: a Gold Mine for Tuberculosis Research. Biochimie in press.',
     'Dedieu, L; Serveau-Avesque, C; Kremer, L; Canaan, S', 'Mycobacterial Lipolytic Enzymes: a Gold Mine for Tuberculosis Research',
     'Biochimie', '', '', '', 2012, ''),
    ("N'Goma JCB, Schué M, Carrière F, Geerlof A, Canaan S (2010) Evidence for the cytotoxic effects of Mycobacterium tuberculosis phospholipase C towards macrophages. BBA-Mol Cell Biol Lipids 1801: 1305–1313",
     "N'Goma, JCB; Schué, M; Carrière, F; Geerlof, A; Canaan, S", 'Evidence for the cytotoxic effects of Mycobacterium tuberculosis phospholipase C towards macrophages',
     'BBA-Mol Cell Biol Lipids', '1801', '', '1305-1313', 2010, ''),
    ('Muller-Santos M, de Souza EM, Pedrosa FD, Mitchell DA, Longhi S, et al (2009) First evidence for the salt-dependent folding and activity of an esterase from the halophilic archaea Haloarcula marismortui. BBA-Mol Cell Biol Lipids 1791: 719–729',
     'Muller-Santos, M; de Souza, EM; Pedrosa, FD; Mitchell, DA; Longhi, S', 'First evidence for the salt-dependent folding and activity of an esterase from the halophilic archaea Haloarcula marismortui',
     'BBA-Mol Cell Biol Lipids', '1791', '', '719-729', 2009, ''),
    ('Côtes K, Dhouib R, Douchet I, Chahinian H, de Caro A, et al (2007) Characterization of an exported monoglyceride lipase from Mycobacterium tuberculosis possibly involved in the metabolism of host cell membrane lipids. Biochem J 408: 417–427 PMID: 17784850',
     'Côtes, K; Dhouib, R; Douchet, I; Chahinian, H; de Caro, A', 'Characterization of an exported monoglyceride lipase from Mycobacterium tuberculosis possibly involved in the metabolism of host cell membrane lipids',
     'Biochem J', '408', '', '417-427', 2007, ''),
    ('West NP, Cergol KM, Xue M, Randall EJ, Britton WJ, et al (2011) Inhibitors of an essential mycobacterial cell wall lipase (Rv3802c) as tuberculosis drug leads. Chem Commun (Camb)47: 5166–5168 PMID: 21384024',
     'West, NP; Cergol, KM; Xue, M; Randall, EJ; Britton, WJ', 'Inhibitors of an essential mycobacterial cell wall lipase (Rv3802c) as tuberculosis drug leads',
     'Chem Commun (Camb)', '47', '', '5166-5168', 2011, ''),
    # Vancouver
    ('Lamb TD, Pugh Jr. EN. Dark adaptation and the retinoid cycle of vision. Prog Retin Eye Res. 2004;23:308-380.',
     'Lamb, TD; Pugh Jr., EN', 'Dark adaptation and the retinoid cycle of vision',
     'Prog Retin Eye Res', '23', '', '308-380', 2004, ''),
    ('Wu L, Ross AC. Acidic retinoids synergize with vitamin A to enhance retinol uptake and STRA6, LRAT, and CYP26B1 expression in neonatal lung. J Lipid Res. 2010;51:378-387.',
     'Wu, L; Ross, AC', 'Acidic retinoids synergize with vitamin A to enhance retinol uptake and STRA6, LRAT, and CYP26B1 expression in neonatal lung',
     'J Lipid Res', '51', '', '378-387', 2010, ''),
    # APA
    ('Sheil, D., & Burslem, D. F. (2013). Defining and defending Connell’s intermediate disturbance hypothesis: a response to Fox. Trends in Ecology and Evolution, 28, 571–572. https://doi.org/10.1016/j.tree.2013.07.006',
     'Sheil, D.; Burslem, D. F.', 'Defining and defending Connell’s intermediate disturbance hypothesis: a response to Fox',
     'Trends in Ecology and Evolution', '28', '', '571-572', 2013, '10.1016/j.tree.2013.07.006'),
    ('Connell, J. H. (1978). Diversity in tropical rain forests and coral reefs. Science, 199, 1302–1310. https://doi.org/10.1126/science.199.4335.1302',
     'Connell, J. H.', 'Diversity in tropical rain forests and coral reefs',
     'Science', '199', '', '1302-1310', 1978, '10.1126/science.199.4335.1302'),
    # Cell
    ('Åstrøm, A.N., Haugejorden, O., Skaret, E., Trovik, T.A., and Klock, K.S. (2006). Oral impacts on daily performance in Norwegian adults: the influence of age, number of missing teeth, and sociodemographic factors. Eur J Oral Sci 114, 115–121.',
     'Åstrøm, A.N.; Haugejorden, O.; Skaret, E.; Trovik, T.A.; Klock, K.S.', 'Oral impacts on daily performance in Norwegian adults: the influence of age, number of missing teeth, and sociodemographic factors',
     'Eur J Oral Sci', '114', '', '115-121', 2006, ''),
    ('Lohrer, A.M., Hewitt, J.E., and Thrush, S.F. (2006). Assessing far-field effects of terrigenous sediment loading in the coastal marine environment. Marine Ecology Progress Series 315, 13–18.',
     'Lohrer, A.M.; Hewitt, J.E.; Thrush, S.F.', 'Assessing far-field effects of terrigenous sediment loading in the coastal marine environment',
     'Marine Ecology Progress Series', '315', '', '13-18', 2006, ''),
    # MDPI
    ('Schlacher, T.A.; Schlacher-Hoenlinger, M.A.; Williams, A.; Althaus, F.; Hooper, J.A.; Kioser, R. Richness and distribution of sponge megabenthos in continental margin canyons off southeastern Australia. Marine Ecology Progress Series 2007, 340, 73–78.',
     'Schlacher, T.A.; Schlacher-Hoenlinger, M.A.; Williams, A.; Althaus, F.; Hooper, J.A.; Kioser, R.', 'Richness and distribution of sponge megabenthos in continental margin canyons off southeastern Australia',
     'Marine Ecology Progress Series', '340', '', '73-78', 2007, ''),
    ('Leao, A.; Sheiham, A. The development of a socio-dental measure of dental impacts on daily living. Community Dent Health 1996, 13, 22–26.',
     'Leao, A.; Sheiham, A.', 'The development of a socio-dental measure of dental impacts on daily living',
     'Community Dent Health', '13', '', '22-26', 1996, ''),
    # Elsevier
    ('Cushing, A.M., Sheiman, A., Maizels, J., 1986. Developing socio-dental indicators-the social impact of dental disease. Community Dent Health 4, 3–17.',
     'Cushing, A.M.; Sheiman, A.; Maizels, J.', 'Developing socio-dental indicators-the social impact of dental disease',
     'Community Dent Health', '4', '', '3-17', 1986, ''),
    ('Schlacher, T.A., Schoeman, D.S., Dugan, J.E., Lastra, M., Jones, A., Scapini, F., McLachlan, A., 2008. Sandy beach ecosystems: key features, sampling issues, management challenges and climate change impacts. Marine Ecology 29 (S1), 70–90. https://doi.org/10.1111/j.1439-0485.2007.00204.x.',
     'Schlacher, T.A.; Schoeman, D.S.; Dugan, J.E.; Lastra, M.; Jones, A.; Scapini, F.; McLachlan, A.', 'Sandy beach ecosystems: key features, sampling issues, management challenges and climate change impacts',
     'Marine Ecology', '29', 'S1', '70-90', 2008, '10.1111/j.1439-0485.2007.00204.x'),
    # IEEE
    ('J. W. Szostak, T. L. Orr-Weaver, R. J. Rothstein, and F. W. Stahl, “The double-strand-break repair model for recombination,” Cell, vol. 33, pp. 25–35, 1983.',
     'Szostak, J. W.; Orr-Weaver, T. L.; Rothstein, R. J.; Stahl, F. W.', 'The double-strand-break repair model for recombination',
     'Cell', '33', '', '25-35', 1983, ''),
    ("J. M. Bland, and D. G. Altman, “Cronbach's alpha,” BMJ, vol. 314, pp. 572, 1997.",
     'Bland, J. M.; Altman, D. G.', "Cronbach's alpha",
     'BMJ', '314', '', '572', 1997, ''),
    # Springer
    ('Kolvraa S, Gregersen N, Christensen E, Hobolth N (1982) In vitro fibroblast studies in a patient with C6-C10-dicarboxylic aciduria: Evidence for a defect in general acyl-CoA dehydrogenase. Clin Chim Acta 126:53–67.',
     'Kolvraa, S; Gregersen, N; Christensen, E; Hobolth, N', 'In vitro fibroblast studies in a patient with C6-C10-dicarboxylic aciduria: Evidence for a defect in general acyl-CoA dehydrogenase',
     'Clin Chim Acta', '126', '', '53-67', 1982, ''),
    ('Kelly DP, Kim JJ, Billadello JJ, Hainline BE, Chu TW (1987) Nucleotide sequence of medium-chain acyl-CoA dehydrogenase mRNA and its expression in enzyme-deficient human tissue. Proc Natl Acad Sci U S A 84:4068–4072.',
     'Kelly, DP; Kim, JJ; Billadello, JJ; Hainline, BE; Chu, TW', 'Nucleotide sequence of medium-chain acyl-CoA dehydrogenase mRNA and its expression in enzyme-deficient human tissue',
     'Proc Natl Acad Sci U S A', '84', '', '4068-4072', 1987, ''),
    # AMA
    ('Slade GD. Derivation and validation of a short-form oral health impact profile. Community Dent Oral Epidemiol. 1997;25:284-29.',
     'Slade, GD', 'Derivation and validation of a short-form oral health impact profile',
     'Community Dent Oral Epidemiol', '25', '', '284-29', 1997, ''),
    ("Bland JM, Altman DG. Cronbach's alpha. BMJ. 1997;314:572.",
     'Bland, JM; Altman, DG', "Cronbach's alpha",
     'BMJ', '314', '', '572', 1997, ''),
    # Oxford
    ('Wood P.A., Armstrong D., Sauls D., Davisson M.T. Screening mutant mice for inborn errors of metabolism. Lab Anim Sci 1988;38:15–19.',
     'Wood, P.A.; Armstrong, D.; Sauls, D.; Davisson, M.T.', 'Screening mutant mice for inborn errors of metabolism',
     'Lab Anim Sci', '38', '', '15-19', 1988, ''),
    ('Schlacher T.A., Weston M.A., Schoeman D.S., Olds A.D., Huijbers C.M., Connolly R.M. Golden opportunities: a horizon scan to expand sandy beach ecology. Estuarine, Coastal and Shelf Science 2015;157:1–6.',
     'Schlacher, T.A.; Weston, M.A.; Schoeman, D.S.; Olds, A.D.; Huijbers, C.M.; Connolly, R.M.', 'Golden opportunities: a horizon scan to expand sandy beach ecology',
     'Estuarine, Coastal and Shelf Science', '157', '', '1-6', 2015, ''),
    # Shortened
    ('Bize P, Piault R, Moreau B (2006) A UV signal of offspring condition mediates context-dependent favoritism. Proc R Soc B 273: 2063–2068.',
     'Bize, P; Piault, R; Moreau, B', 'A UV signal of offspring condition mediates context-dependent favoritism',
     'Proc R Soc B', '273', '', '2063-2068', 2006, ''),
    ('Rogers FB, Shackford SR, Wilson J: Prophylactic vena cava filter insertion. J Trauma 1993, 35:637-42.',
     'Rogers, FB; Shackford, SR; Wilson, J', 'Prophylactic vena cava filter insertion',
     'J Trauma', '35', '', '637-42', 1993, ''),
    ('Bergland A, Kirkevold M. 2005. Thriving among nursing home residents. Research on Nursing and Health 28:365–375 DOI 10.1002/nur.20097.',
     'Bergland, A; Kirkevold, M', 'Thriving among nursing home residents',
     'Research on Nursing and Health', '28', '', '365-375', 2005, '10.1002/nur.20097'),
    # In several styles: books, chapters, preprints, groups, software
    ('World Health Organization. Global report on diabetes. Geneva: World Health Organization; 2016.',
     'World Health Organization', 'Global report on diabetes',
     '', '', '', '', 2016, ''),
    ('Wang LL, Lo K, Chandrasekhar Y, et al. CORD-19: The COVID-19 Open Research Dataset. arXiv [Preprint]. 2020. Available from: https://arxiv.org/abs/2004.10706',
     'Wang, LL; Lo, K; Chandrasekhar, Y', 'CORD-19: The COVID-19 Open Research Dataset',
     'arXiv', '', '', '', 2020, ''),
    ('Théry C, Witwer KW, Aikawa E, et al. Minimal information for studies of extracellular vesicles 2018 (MISEV2018): a position statement of the International Society for Extracellular Vesicles and update of the MISEV2014 guidelines. J Extracell Vesicles. 2018 Nov 23;7(1):1535750. doi: 10.1080/20013078.2018.1535750. PMID: 30637094; PMCID: PMC6322352.',
     'Théry, C; Witwer, KW; Aikawa, E', 'Minimal information for studies of extracellular vesicles 2018 (MISEV2018): a position statement of the International Society for Extracellular Vesicles and update of the MISEV2014 guidelines',
     'J Extracell Vesicles', '7', '1', '1535750', 2018, '10.1080/20013078.2018.1535750'),
    ('Verity R, Okell LC, Dorigatti I, et al. Estimates of the severity of COVID-19 disease. medRxiv. 2020. doi: 10.1101/2020.03.09.20033357',
     'Verity, R; Okell, LC; Dorigatti, I', 'Estimates of the severity of COVID-19 disease',
     'medRxiv', '', '', '', 2020, '10.1101/2020.03.09.20033357'),
    ('R Core Team. R: A language and environment for statistical computing [Internet]. Vienna: R Foundation for Statistical Computing; 2020. Available from: https://www.R-project.org/',
     'R Core Team', 'R: A language and environment for statistical computing',
     '', '', '', '', 2020, ''),
    ('Convey P. (2001). “Antarctic ecosystems,” in Encyclopedia of Biodiversity, Vol. 1, ed. Levin S. A. (San Diego: Academic), 171–184.',
     'Convey, P', 'Antarctic ecosystems',
     'Encyclopedia of Biodiversity', '', '', '171-184', 2001, ''),
    ('White T. J. , Bruns T. , Lee S. , Taylor J. (1990). “Amplification and direct sequencing of fungal ribosomal RNA genes for phylogenetics,” in PCR Protocols: A Guide to Methods and Applications, eds Innis M. A. , Gelfand H. , Sninsky J. S. , White T. J. (New York: Academic Press), 315–322.',
     'White, T. J.; Bruns, T.; Lee, S.; Taylor, J.', 'Amplification and direct sequencing of fungal ribosomal RNA genes for phylogenetics',
     'PCR Protocols: A Guide to Methods and Applications', '', '', '315-322', 1990, ''),
    ('Higgins JPT, Thomas J, Chandler J, Cumpston M, Li T, Page MJ, et al., editors. Cochrane Handbook for Systematic Reviews of Interventions. 2nd ed. Chichester (UK): John Wiley & Sons; 2019.',
     'Higgins, JPT; Thomas, J; Chandler, J; Cumpston, M; Li, T; Page, MJ', 'Cochrane Handbook for Systematic Reviews of Interventions',
     '', '', '', '', 2019, ''),
    ('Page MJ, McKenzie JE, Bossuyt PM, Boutron I, Hoffmann TC, Mulrow CD, et al. The PRISMA 2020 statement: an updated guideline for reporting systematic reviews. BMJ. 2021;372:n71. https://doi.org/10.1136/bmj.n71',
     'Page, MJ; McKenzie, JE; Bossuyt, PM; Boutron, I; Hoffmann, TC; Mulrow, CD', 'The PRISMA 2020 statement: an updated guideline for reporting systematic reviews',
     'BMJ', '372', '', 'n71', 2021, '10.1136/bmj.n71'),
    ('Braun, V., & Clarke, V. (2006). Using thematic analysis in psychology. Qualitative Research in Psychology, 3(2), 77–101. https://doi.org/10.1191/1478088706qp063oa',
     'Braun, V.; Clarke, V.', 'Using thematic analysis in psychology',
     'Qualitative Research in Psychology', '3', '2', '77-101', 2006, '10.1191/1478088706qp063oa'),
    ('van der Pol E, Böing AN, Harrison P, Sturk A, Nieuwland R. Classification, functions, and clinical relevance of extracellular vesicles. Pharmacol Rev. 2012 Jul;64(3):676-705. doi: 10.1124/pr.112.005983. Epub 2012 Jun 21.',
     'van der Pol, E; Böing, AN; Harrison, P; Sturk, A; Nieuwland, R', 'Classification, functions, and clinical relevance of extracellular vesicles',
     'Pharmacol Rev', '64', '3', '676-705', 2012, '10.1124/pr.112.005983'),
    ('Guba, E. G., & Lincoln, Y. S. (1994). Competing paradigms in qualitative research. In N. K. Denzin & Y. S. Lincoln (Eds.), Handbook of qualitative research (pp. 105–117). Sage Publications.',
     'Guba, E. G.; Lincoln, Y. S.', 'Competing paradigms in qualitative research',
     'Handbook of qualitative research', '', '', '105-117', 1994, ''),
    ('Phinney DG, Pittenger MF. Concise Review: MSC-Derived Exosomes for Cell-Free Therapy. Stem Cells 2017;35:851–858. [PubMed: 28294454]',
     'Phinney, DG; Pittenger, MF', 'Concise Review: MSC-Derived Exosomes for Cell-Free Therapy',
     'Stem Cells', '35', '', '851-858', 2017, ''),
    ('Jumper, J., Evans, R., Pritzel, A. et al. Highly accurate protein structure prediction with AlphaFold. Nature 596, 583–589 (2021). https://doi.org/10.1038/s41586-021-03819-2',
     'Jumper, J.; Evans, R.; Pritzel, A.', 'Highly accurate protein structure prediction with AlphaFold',
     'Nature', '596', '', '583-589', 2021, '10.1038/s41586-021-03819-2'),
    ('Vaswani A, Shazeer N, Parmar N, Uszkoreit J, Jones L, Gomez AN, et al. Attention is all you need. In: Advances in Neural Information Processing Systems. 2017. p. 5998–6008.',
     'Vaswani, A; Shazeer, N; Parmar, N; Uszkoreit, J; Jones, L; Gomez, AN', 'Attention is all you need',
     'Advances in Neural Information Processing Systems', '', '', '5998-6008', 2017, ''),
    ('Abdill RJ, Blekhman R. Meta-Research: Tracking the popularity and outcomes of all bioRxiv preprints. eLife. 2019;8:e45133.',
     'Abdill, RJ; Blekhman, R', 'Meta-Research: Tracking the popularity and outcomes of all bioRxiv preprints',
     'eLife', '8', '', 'e45133', 2019, ''),
    ('Zhou, P. et al. Discovery of a novel coronavirus associated with the recent pneumonia outbreak in humans and its potential bat origin. Preprint at bioRxiv https://doi.org/10.1101/2020.01.22.914952 (2020).',
     'Zhou, P.', 'Discovery of a novel coronavirus associated with the recent pneumonia outbreak in humans and its potential bat origin',
     'bioRxiv', '', '', '', 2020, '10.1101/2020.01.22.914952'),
    ('Vaswani, A., Shazeer, N., Parmar, N. (2017). Attention is all you need. arXiv preprint arXiv:1706.03762.',
     'Vaswani, A.; Shazeer, N.; Parmar, N.', 'Attention is all you need',
     'arXiv', '', '', '', 2017, ''),
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "authors", "title", "container", "volume", "issue", "page", "year", "doi"),
    ENTRIES,
    ids=[f"{entry[1].partition(',')[0]} {entry[7]}" for entry in ENTRIES],
)
def test_real_entries(
    printed: str, authors: str, title: str, container: str, volume: str, issue: str, page: str, year: int, doi: str
) -> None:
    found = read_entry(printed)
    assert "; ".join(f"{name.family}, {name.given}".rstrip(", ") for name in found.author) == authors
    assert (found.title, found.container_title) == (title, container)
    assert (found.volume, found.issue, found.page, found.year, found.DOI) == (volume, issue, page, year, doi)


def test_there_are_many_styles_in_the_table() -> None:
    assert len(ENTRIES) >= 100


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("Cassel JE. 2004. The nature of suffering. Oxford: Oxford University Press.", "book"),
        ("Cobb S. 1979. Social support. In: Riley MW, ed. Aging. Boulder: Westview Press, 93–106.", "chapter"),
        ("Verity R. Estimates of severity. medRxiv. 2020. doi: 10.1101/2020.03.09.20033357", "article"),
        ("Slade GD. Derivation of a profile. Community Dent. 1997;25:284-90.", "article-journal"),
    ],
)
def test_what_kind_of_work_an_entry_is(printed: str, kind: str) -> None:
    assert read_entry(printed).type == kind


@pytest.mark.parametrize(
    ("printed", "pmid", "pmcid"),
    [
        ("Théry C. Guide. J Ev. 2018;7:1. PMID: 30637094; PMCID: PMC6322352.", "30637094", "PMC6322352"),
        ("Phinney DG. Review. Stem Cells 2017;35:851–858. [PubMed: 28294454]", "28294454", ""),
        ("Smith J. Salt. Rats 2017;35:1. https://www.ncbi.nlm.nih.gov/pubmed/28294454", "28294454", ""),
    ],
)
def test_numbers_of_pubmed(printed: str, pmid: str, pmcid: str) -> None:
    assert (pmid, pmcid) == (read_entry(printed).PMID, read_entry(printed).PMCID)


@pytest.mark.parametrize(
    ("printed", "label", "title", "authors", "year", "doi"),
    [
        ("1. Smith AB, van der Berg C, et al. Salt and rats. J Rats. 2001;1:2.", "1", "Salt and rats",
         ("AB Smith", "C van der Berg"), 2001, ""),
        ("[23] Théry C. Guide 2018 (MISEV2018). J Ev. 2019;7:1. doi:10.1080/2001.1.", "23", "Guide 2018 (MISEV2018)",
         ("C Théry",), 2019, "10.1080/2001.1"),
        ("Smith, J. A., & Li, B. (2019). Salt in 2015: a review. Rats, 12(3), 45. https://doi.org/10.1016/j.rat.1", "",
         "Salt in 2015: a review", ("J. A. Smith", "B. Li"), 2019, "10.1016/j.rat.1"),
        ("Hoppeler H, Fluck M (2003) Response of rats to salt. Exp Rats 88: 109-119.", "", "Response of rats to salt",
         ("H Hoppeler", "M Fluck"), 2003, ""),
        ("3) Some book, 1999", "3", "", (), 1999, ""),
        ("2019 was a year", "", "", (), 2019, ""),
        ("12 Wei, L. (1991) Two domains. J. Biol. Chem. 266, 9002–9008", "12", "Two domains", ("L. Wei",), 1991, ""),
        ("(2019) a year first", "", "", (), 2019, ""),
        ("10.1000/abc", "", "", (), None, "10.1000/abc"),
    ],
)  # fmt: skip
def test_an_entry_and_its_number(
    printed: str, label: str, title: str, authors: tuple[str, ...], year: int | None, doi: str
) -> None:
    found, text = split_label(printed)
    reference = read_entry(text)
    assert (found, reference.title, reference.year, reference.DOI) == (label, title, year, doi)
    assert tuple(map(str, reference.author)) == authors


def test_a_doi_goes_on_in_the_next_line() -> None:
    printed = "Soler M. Cuckoos. Biol Rev\n2013;1:2. doi: 10.1371/journal.pone.\n0107412"
    assert read_entry(printed).DOI == "10.1371/journal.pone.0107412"


PIECES = st.sampled_from(
    ["Smith", "Smith, A. B.", "de", "A", "B.", ",", ".", ";", "&", "et al.", "(2019)", "2019", "In:", "12(3)", "pp. 1–2",
     "“", "”", "Springer", ":", "10.1000/x", "[PubMed]", "eds", "Eds.", "doi:", "\n", "\u00a0", "ü", "李", "?", "medRxiv"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=200))
def test_whatever_is_printed_is_read(printed: str) -> None:
    _, text = split_label(printed)
    found = read_entry(text)
    assert printed.endswith(text)
    assert all(name.family for name in found.author)
    assert found.title == found.title.strip()


@pytest.mark.parametrize(
    "printed",
    ["Aa A, " * 20_000, "A. " * 20_000, "Aa-" * 20_000, "de " * 20_000, "A" * 100_000, "Aa. Bb " * 20_000, "1, " * 20_000,
     "(" * 50_000, "“a" * 20_000, "In: " * 20_000, "10.1000/" * 20_000, "medRxiv. " * 20_000, "2019;" * 20_000,
     "Vol 1(" * 9_000, "Press: " * 9_000, "Xx Yy Group, " * 9_000],
    ids=lambda printed: printed[:9].strip(),
)  # fmt: skip
def test_a_hostile_entry_takes_no_time(printed: str) -> None:
    begun = time.perf_counter()
    read_entry(printed)
    split_label(printed)
    assert time.perf_counter() - begun < 1
