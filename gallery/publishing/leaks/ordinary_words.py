"""Words that are names of people and also words of everyday texts."""

_ENGLISH = """
able alba alma amber angel april archer art ash ashe august aurora autumn bacon baker ball banks
bay bean bear beck bell best bill bird bishop black blake bliss blood bloom blue bond bone bones
booth bow bowman boy branch brand bright brook brooks brown bruce buck bull burn burns bush
butcher butler calf cane care carol carpenter carter case cash chance chase cherry chin chip
christian church clay clear close cole cook cool copper coral cotton crisp crop cross crystal cup
curl daisy dale dark dawn day days dean destiny diamond dick dime doe dove drake drew drummer duke
dusty early east ebony eden eve ever fair faith farmer faye fern field fields fine finger fish
fisher flood flower flowers foot ford forest foster fountain fox frank freeman french frost gale
gardener garland garner gene gentle ginger glass glen glory goff gold golden good goode goodman
grace gracia grant grave graves gray green grey grove guest guy hair hall ham hand hands happy
hardy harmony harp hart haven hawk hay hazel head heart heath heather heaven hedge herb hill hills
holiday holly honey hood hook hope house hunt hunter ice iris iron ivory ivy jack jade jasmine jay
jean jewel jewell joy july june justice kay key keys king kit kitchen knee knight lake lamb lance
land lane lash last leaf leg legs liberty light lily link lip lips little live long lord love low
lucky lynch mack mann mark marks marsh mason mast mat max may maya mead melody mercy merit merry
mild mile miles mill miller mills mint mole moon moor moore more morning moss mouth myrtle nail
neck new noble noel north nose oak ocean olive opal page pain park parks parson part pat patience
peace peach peak pearl pearson peel penny pepper person peters phoenix piers pike pink piper pitt
plant plum pole pond pool poole pope potter power powers prayer presley price pride prince print
prior promise prudence pure purple queen rain rains ray raven read red reed reef rice rich rider
river rivers rob robin rock root rose roses rosemary ross rowan royal ruby rush rusty saffron sage
salmon sand sands scarlet scott self serenity sharp shaw sharpe shell shepherd shin shore short
silver singer sister skin sky skye slim small smart smile smith smooth snow solomon south sparks
speed spencer spring stage star starr steel steele stephens stern still stone storm story strange
street strong style sue sugar summer summers sun sunny sure swan sweet swift tailor tan taylor
temple tempest thigh thin tiger tips toe town treasure tree trent trinity true turner underhill
unity vale valentine valley vein venus vera verity vest victory violet virtue wade walker wall
walls ward warm warner washington water waters weaver webb weeks wells welt west wheeler white
whitehead will willow wills wine winner winter winters wise wolf wood woods wren wright yates york
young zen above after again area back before better chest clinic dark doctor eye face female full
half hip inner laser left lower male month nurse outer patient photo result right session side
spider teeth time treatment upper view week year born brow burn corn corner
eternal external internal lift line march modern noon work
"""

_SPANISH = """
abril alba alma amor angel angeles arena arroyo aurora azul barba barriga blanca blanco bosque
brazo bueno cabello cabeza cadera calle campo campos cano cara caridad casa castillo cielo claro
clara consuelo corazon corona corral correa cortes cruz cuello cuesta delgado dia dolores
encarnacion esperanza espinosa estrella fe feliz fernanda flor flora flores franco frente fuente
fuentes gloria gracia guapo guerra guerrero herrera hierro hoyos iglesia jazmin labios leal leon
libertad linda lirio lobo luna luz manos mar margarita marina mejor mercedes milagros mora moreno
montes nariz negro nieves nino oliva palma paloma paz pelo perla pie piedad piel piedra pierna
piernas pilar pino prado primavera reina remedios rey reyes rico rios rojas rojo roja rosa rosario
rosas rostro rubio salud salvador santa santo santos serena sierra sol soledad sonrisa soto tierra
toro torre torres trigo valle vega vena venas vera verde vida vientre viola violeta virtudes vista
"""

_TITLES_AND_FUNCTION_WORDS = """
a al am an and ang any as at be but by can che chi da dai dan das de den der di do don du el en
eng for go ha han has he her ho hong hu if in is it ke ki ko la lam las lau law le lee les li lo
los lu lung luo ma man mai mi min mo mu na nan no nor not of oh on or ose our out pan pe per qi
que ran san see she sin sing so song sun sung tan tang the to tu un up us van von wan was we who
win wing won wong y ya yang yi yin you yu ella ellas ellos uno una
"""

FUNCTION_WORDS: frozenset[str] = frozenset(_TITLES_AND_FUNCTION_WORDS.split())
ORDINARY_WORDS: frozenset[str] = frozenset((_ENGLISH + _SPANISH).split()) | FUNCTION_WORDS

#: What stands in names of files and addresses beside a patient's name.
LABELS: frozenset[str] = frozenset(
    """
    before after left right front back side view photo photos pic pics picture image img scan case
    patient client mrs miss leg legs thigh thighs calf calves knee knees ankle ankles foot feet vein
    veins face faces lip lips nose eyes eye chin neck chest breast breasts belly tummy skin hair
    arm arms hand hands session sessions week weeks month months result results treatment laser
    botox filler fillers sclero old new final edit copy antes despues foto fotos imagen caso
    paciente senora srta izquierda derecha izquierdo derecho pierna piernas muslo muslos
    pantorrilla tobillo vena venas varices aranas cara labios nariz ojos cuello pecho piel pelo
    abdomen sesion sesiones semana semanas meses resultado resultados tratamiento relleno
    """.split()  # noqa: SIM905 (words read better without quotes)
)
#: Initials that are written for something else: countries, degrees, hours, treatments.
ABBREVIATIONS: frozenset[str] = frozenset(
    """
    us uk usa eu ca la ny am pm iv im id eg ie ok md do np rn pa ma ba bs ms dr phd ipl led prp rf
    co pdo hd uv bp tv vs ee uu ad sr sra dra
    """.split()  # noqa: SIM905 (words read better without quotes)
)
